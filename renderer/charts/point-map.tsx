import "./charts.css";

import type { KeyboardEvent, PointerEvent } from "react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { rgbOf, useColorResolver } from "./css-color.ts";
import { useElementSize } from "./element-size.ts";
import type { MapBox } from "./map-box.ts";
import { boxCorners, FIRST_BOX, moveBox } from "./map-box.ts";
import type { CanvasSize, MapView } from "./map-view.ts";
import { fitView, panBy, toData, zoomAt } from "./map-view.ts";
import { paintPoints, pointRadius } from "./paint-points.ts";
import type { Place, PointCloud } from "./point-cloud.ts";
import { nearestPoint, pointsInPolygon } from "./point-cloud.ts";
import "./charts.css";
import "./point-map.css";

const REACH_PX = 12;
const WHEEL_ZOOM = 1.0015;
const KEY_ZOOM = 1.4;
/** As many are drawn while the map moves; all when it rests. */
const DRAWN_IN_MOTION = 80_000;
const REST_MS = 120;
const LEAST_LASSO_PX = 5;

/** What a drag does: draw a lasso, or move the map. */
export type MapTool = "lasso" | "move";

/**
 * Up to a million points on a plane: neighbours look alike to the network. The wheel zooms, a drag draws a lasso or moves the map, a
 * click takes one point. By keys: arrows move a box (with Shift they size it), Enter takes what is in it (with Shift to the rest),
 * + and − zoom, 0 shows all, Escape lets go.
 */
export function PointMap({
  cloud,
  colors,
  palette,
  selected,
  hasSelection,
  tool,
  label,
  describeBox,
  onSelect,
  onHover,
}: {
  cloud: PointCloud;
  /** Of each point an index into the palette; NOT_DRAWN hides it. */
  colors: Uint16Array;
  /** Any CSS colours. */
  palette: readonly string[];
  /** 1 for each selected point. */
  selected: Uint8Array;
  hasSelection: boolean;
  tool: MapTool;
  label: string;
  /** What is said of the box of the keys. */
  describeBox: (count: number) => string;
  /** Indices of points; `isMore`: to those that are selected. */
  onSelect: (indices: readonly number[], isMore: boolean) => void;
  /** The point under the pointer, and where it is drawn, pixels from the top left corner. */
  onHover: (index: number | null, at: Place) => void;
}) {
  const [frame, width, height] = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const resolve = useColorResolver();
  const size = useMemo(() => ({ width, height }), [width, height]);
  const whole = useMemo(() => fitView(cloud.bounds, size), [cloud, size]);
  const [moved, setMoved] = useState<MapView | null>(null);
  const view = moved ?? whole;
  const [isMoving, setIsMoving] = useState(false);
  const [lasso, setLasso] = useState<readonly Place[]>([]);
  const [box, setBox] = useState<MapBox | null>(null);
  const drag = useRef<Place | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isShown = (index: number) =>
    colors[index] !== undefined && (colors[index] ?? 0) < palette.length;

  useEffect(() => {
    if (canvas.current !== null && width > 0 && height > 0) {
      const element = canvas.current;
      draw(element, size, cloud, view, isMoving ? DRAWN_IN_MOTION : Infinity, {
        colors,
        palette: palette.map((color) => rgbOf(resolve(element, color))),
        selected,
        hasSelection,
        ink: rgbOf(resolve(element, "var(--chart-ink)")),
      });
    }
  }, [
    cloud,
    view,
    size,
    width,
    height,
    isMoving,
    colors,
    palette,
    selected,
    hasSelection,
    resolve,
  ]);
  const move = useCallback((next: (known: MapView | null) => MapView) => {
    setMoved(next);
    setIsMoving(true);
    clearTimeout(rest.current);
    rest.current = setTimeout(() => setIsMoving(false), REST_MS);
  }, []);
  useEffect(() => () => clearTimeout(rest.current), []);
  useEffect(() => {
    const element = frame.current;
    function turn(event: WheelEvent): void {
      event.preventDefault();
      const at = placeOf(event, element);
      const factor = WHEEL_ZOOM ** -event.deltaY;
      move((known) => zoomAt(known ?? whole, size, at, factor, whole));
    }
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [frame, size, whole, move]);

  function select(corners: readonly Place[], isMore: boolean): void {
    const polygon = corners.map((corner) => toData(view, size, corner));
    onSelect(pointsInPolygon(cloud, polygon, isShown), isMore);
  }

  function pointAt(at: Place): number | null {
    const reach = REACH_PX / view.scale;
    return nearestPoint(cloud, toData(view, size, at), reach, isShown);
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.button === 0) {
      drag.current = placeOf(event, frame.current);
      frame.current?.setPointerCapture(event.pointerId);
      setBox(null);
      setLasso([drag.current]);
    }
  }

  function onPointerMove(event: PointerEvent): void {
    const at = placeOf(event, frame.current);
    const from = drag.current;
    if (from === null) {
      onHover(pointAt(at), at);
    } else if (tool === "lasso") {
      setLasso((known) => [...known, at]);
    } else {
      drag.current = at;
      move(() => panBy(view, at.x - from.x, at.y - from.y, cloud.bounds));
    }
  }

  function onPointerUp(event: PointerEvent): void {
    if (drag.current === null) {
      return;
    }
    drag.current = null;
    const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
    if (extentOf(lasso) >= LEAST_LASSO_PX) {
      select(lasso, isMore);
    } else if (tool === "lasso" || lasso.length === 1) {
      const index = pointAt(placeOf(event, frame.current));
      onSelect(index === null ? [] : [index], isMore);
    }
    setLasso([]);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const middle = { x: width / 2, y: height / 2 };
    if (event.key.startsWith("Arrow")) {
      setBox(
        box === null ? FIRST_BOX : moveBox(box, event.key, event.shiftKey),
      );
    } else if (event.key === "Enter" && box !== null) {
      select(boxCorners(box, size), event.shiftKey);
    } else if (event.key === "+" || event.key === "-") {
      const factor = event.key === "+" ? KEY_ZOOM : 1 / KEY_ZOOM;
      const at = box === null ? middle : middleOf(boxCorners(box, size));
      setMoved(zoomAt(view, size, at, factor, whole));
    } else if (event.key === "0") {
      setMoved(null);
    } else if (event.key === "Escape") {
      setBox(null);
      onSelect([], false);
    } else {
      return;
    }
    event.preventDefault();
  }

  const boxed =
    box === null
      ? null
      : pointsInPolygon(
          cloud,
          boxCorners(box, size).map((corner) => toData(view, size, corner)),
          isShown,
        ).length;
  return (
    <div
      ref={frame}
      {...{
        role: "application",
        tabIndex: 0,
        "aria-label": label,
        onPointerDown,
        onPointerMove,
        onPointerUp,
        onPointerLeave: () => onHover(null, { x: 0, y: 0 }),
        onKeyDown,
      }}
      className={`point-map point-map--${tool}`}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <svg className="point-map__over" aria-hidden="true">
        {tool === "lasso" && lasso.length > 1 && (
          <polygon points={lasso.map(({ x, y }) => `${x},${y}`).join(" ")} />
        )}
        {box !== null && (
          <polygon
            points={boxCorners(box, size)
              .map(({ x, y }) => `${x},${y}`)
              .join(" ")}
          />
        )}
      </svg>
      <span className="chart-hidden" aria-live="polite">
        {boxed === null ? "" : describeBox(boxed)}
      </span>
    </div>
  );
}

function draw(
  element: HTMLCanvasElement,
  size: CanvasSize,
  cloud: PointCloud,
  view: MapView,
  most: number,
  styles: Parameters<typeof paintPoints>[4],
): void {
  const context = element.getContext("2d");
  if (context === null) {
    return;
  }
  const real = {
    width: Math.round(size.width * devicePixelRatio),
    height: Math.round(size.height * devicePixelRatio),
  };
  if (element.width !== real.width || element.height !== real.height) {
    element.width = real.width;
    element.height = real.height;
  }
  const image = context.createImageData(real.width, real.height);
  const whole = fitView(cloud.bounds, size);
  const radius =
    pointRadius(cloud.x.length, view.scale / whole.scale) * devicePixelRatio;
  const scaled = { ...view, scale: view.scale * devicePixelRatio };
  paintPoints(image.data, real, cloud, scaled, styles, radius, most);
  context.putImageData(image, 0, 0);
}

function placeOf(
  event: { readonly clientX: number; readonly clientY: number },
  element: Element | null,
): Place {
  const { left = 0, top = 0 } = element?.getBoundingClientRect() ?? {};
  return { x: event.clientX - left, y: event.clientY - top };
}

function extentOf(places: readonly Place[]): number {
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  return Math.max(
    Math.max(...xs) - Math.min(...xs),
    Math.max(...ys) - Math.min(...ys),
  );
}

function middleOf(corners: readonly Place[]): Place {
  const [first, , third] = corners;
  return {
    x: ((first?.x ?? 0) + (third?.x ?? 0)) / 2,
    y: ((first?.y ?? 0) + (third?.y ?? 0)) / 2,
  };
}
