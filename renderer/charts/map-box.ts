import type { CanvasSize } from "./map-view.ts";
import type { Place } from "./point-cloud.ts";

/** A rectangle that keys move over a map, in shares of the canvas: its middle and its sides. */
export interface MapBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const FIRST_BOX: MapBox = { x: 0.5, y: 0.5, width: 0.2, height: 0.2 };

const STEP = 0.04;
const LEAST = 0.04;
const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The box after an arrow key: moved, or with `sizes` wider (right), narrower (left), higher (down), lower (up). */
export function moveBox(box: MapBox, key: string, sizes: boolean): MapBox {
  const [dx, dy] = DIRECTIONS[key] ?? [0, 0];
  return sizes
    ? {
        ...box,
        width: within(box.width + dx * STEP, LEAST, 1),
        height: within(box.height + dy * STEP, LEAST, 1),
      }
    : {
        ...box,
        x: within(box.x + dx * STEP, 0, 1),
        y: within(box.y + dy * STEP, 0, 1),
      };
}

/** Its corners in pixels, around. */
export function boxCorners(box: MapBox, size: CanvasSize): readonly Place[] {
  const left = (box.x - box.width / 2) * size.width;
  const right = (box.x + box.width / 2) * size.width;
  const top = (box.y - box.height / 2) * size.height;
  const bottom = (box.y + box.height / 2) * size.height;
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
