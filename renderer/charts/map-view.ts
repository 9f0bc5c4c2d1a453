import type { Bounds, Place } from "./point-cloud.ts";

/** Which part of a map is in sight: pixel = (data − centre) × scale + half the canvas. */
export interface MapView {
  /** Data coordinates of the middle of the canvas. */
  readonly x: number;
  readonly y: number;
  /** Pixels for a unit of the data. */
  readonly scale: number;
}

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

const MARGIN_PX = 16;
const MOST_ZOOM = 400;

/** All points, centred, with one scale for both directions so that distances keep their proportions. */
export function fitView(
  bounds: Bounds,
  { width, height }: CanvasSize,
): MapView {
  const spanX = bounds.right - bounds.left || 1;
  const spanY = bounds.bottom - bounds.top || 1;
  return {
    x: (bounds.left + bounds.right) / 2,
    y: (bounds.top + bounds.bottom) / 2,
    scale: Math.max(
      1,
      Math.min(
        (width - 2 * MARGIN_PX) / spanX,
        (height - 2 * MARGIN_PX) / spanY,
      ),
    ),
  };
}

export function toPixel(
  view: MapView,
  { width, height }: CanvasSize,
  place: Place,
): Place {
  return {
    x: (place.x - view.x) * view.scale + width / 2,
    y: (place.y - view.y) * view.scale + height / 2,
  };
}

export function toData(
  view: MapView,
  { width, height }: CanvasSize,
  pixel: Place,
): Place {
  return {
    x: (pixel.x - width / 2) / view.scale + view.x,
    y: (pixel.y - height / 2) / view.scale + view.y,
  };
}

/**
 * Nearer or farther, with what is under the pixel staying there; not farther than the whole map.
 * @param factor above 1: nearer
 */
export function zoomAt(
  view: MapView,
  size: CanvasSize,
  pixel: Place,
  factor: number,
  whole: MapView,
): MapView {
  const scale = Math.min(
    whole.scale * MOST_ZOOM,
    Math.max(whole.scale, view.scale * factor),
  );
  if (scale === whole.scale) {
    return whole;
  }
  const held = toData(view, size, pixel);
  return {
    x: held.x - (pixel.x - size.width / 2) / scale,
    y: held.y - (pixel.y - size.height / 2) / scale,
    scale,
  };
}

/** Moved by so many pixels, the middle staying within the points. */
export function panBy(
  view: MapView,
  dx: number,
  dy: number,
  bounds: Bounds,
): MapView {
  return {
    ...view,
    x: Math.min(bounds.right, Math.max(bounds.left, view.x - dx / view.scale)),
    y: Math.min(bounds.bottom, Math.max(bounds.top, view.y - dy / view.scale)),
  };
}
