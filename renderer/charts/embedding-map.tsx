import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from "react";

import { useColorResolver, type ColorResolver } from "./css-color.ts";
import { useElementSize } from "./element-size.ts";
import {
  fitPoints,
  nearestInDirection,
  nearestPoint,
  type MapPoint,
  type Place,
} from "./embedding-layout.ts";
import "./charts.css";

const MARGIN_PX = 14;
const REACH_PX = 24;
const FAINT_ALPHA = 0.1;

/** No comparison holds for it, so no search finds it. */
const NOWHERE: Place = { x: NaN, y: NaN };

const DIRECTIONS: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * Pictures as points of a plane: neighbours look alike to the network. Pointer or arrow keys go from point to point, click or
 * Enter opens one. Each point reads as a sentence.
 */
export function EmbeddingMap(props: {
  readonly points: readonly MapPoint[];
  readonly label: string;
  readonly heightPx: number;
  readonly describePoint: (point: MapPoint) => string;
  readonly onOpen: (point: MapPoint) => void;
  readonly onHover?: (point: MapPoint | null) => void;
}) {
  const { points, heightPx } = props;
  const [frame, width] = useElementSize<HTMLButtonElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const colors = useColorResolver();
  const [current, setCurrent] = useState<number | null>(null);
  const places = useMemo(
    () => fitPoints(points, width, heightPx, MARGIN_PX),
    [points, width, heightPx],
  );

  const reachable = useMemo(
    () =>
      places.map((place, index) =>
        points[index]?.faint === true ? NOWHERE : place,
      ),
    [places, points],
  );

  useEffect(() => {
    if (canvas.current === null || width === 0) return;
    canvas.current.width = Math.round(width * devicePixelRatio);
    canvas.current.height = Math.round(heightPx * devicePixelRatio);
    paint(canvas.current, points, places, colors);
  }, [places, points, width, heightPx, colors]);

  function choose(index: number | null) {
    if (index === current) return;
    setCurrent(index);
    props.onHover?.(index === null ? null : (points[index] ?? null));
  }

  function onMouseMove(event: MouseEvent) {
    const box = event.currentTarget.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    choose(nearestPoint(reachable, at, REACH_PX));
  }

  function onKeyDown(event: KeyboardEvent) {
    const direction = DIRECTIONS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const first = points.findIndex(({ faint }) => faint !== true);
    const stands = current !== null && points[current]?.faint !== true;
    choose(
      stands
        ? (nearestInDirection(reachable, current, direction) ?? current)
        : first < 0
          ? null
          : first,
    );
  }

  const place = current === null ? undefined : places[current];
  const point = current === null ? undefined : points[current];
  return (
    <button
      ref={frame}
      type="button"
      className="embedding"
      aria-label={props.label}
      style={{ height: heightPx, cursor: point ? "pointer" : "default" }}
      onMouseMove={onMouseMove}
      onMouseLeave={() => choose(null)}
      onKeyDown={onKeyDown}
      onClick={() => point !== undefined && props.onOpen(point)}
    >
      <canvas ref={canvas} aria-hidden="true" style={{ height: heightPx }} />
      {place !== undefined && (
        <span
          className="embedding-marker"
          style={{ left: place.x, top: place.y }}
        />
      )}
      <span className="chart-hidden" aria-live="polite">
        {point === undefined ? "" : props.describePoint(point)}
      </span>
    </button>
  );
}

function paint(
  canvas: HTMLCanvasElement,
  points: readonly MapPoint[],
  places: readonly Place[],
  colors: ColorResolver,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const radius = points.length > 5000 ? 1.5 : points.length > 800 ? 2.5 : 4;
  context.scale(devicePixelRatio, devicePixelRatio);
  const alpha = points.length > 800 ? 0.7 : 0.85;
  context.lineWidth = 1.5;
  context.strokeStyle = colors(canvas, "var(--chart-ink)");
  points.forEach((point, index) => {
    const place = places[index];
    if (place === undefined) return;
    context.globalAlpha = point.faint === true ? FAINT_ALPHA : alpha;
    context.fillStyle = colors(canvas, point.color);
    context.beginPath();
    context.arc(place.x, place.y, radius, 0, 2 * Math.PI);
    context.fill();
    if (point.marked === true && point.faint !== true) context.stroke();
  });
}
