/** Geometry of a scatter plot: shares over a cost, the area of a dot a third figure. */

export interface ScatterPoint {
  readonly id: string;
  readonly label: string;
  /** At least 0. */
  readonly x: number;
  /** 0 to 1, with the ends of its interval. */
  readonly y: number;
  readonly low: number;
  readonly high: number;
  /** What the area is a measure of; at least 0. */
  readonly area: number;
  /** Drawn in the colour that says "this one". */
  readonly marked: boolean;
}

export interface ScatterDot {
  readonly point: ScatterPoint;
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
  readonly radius: number;
  /** The label stands at the left of the dot, where the right has no room. */
  readonly labelsLeft: boolean;
}

export interface ScatterDrawing {
  readonly dots: readonly ScatterDot[];
  readonly xTicks: readonly { readonly value: number; readonly at: number }[];
  readonly yTicks: readonly { readonly value: number; readonly at: number }[];
}

export const SCATTER = {
  width: 560,
  height: 300,
  left: 56,
  right: 16,
  top: 12,
  bottom: 40,
} as const;

const LARGEST_RADIUS = 16;
const SMALLEST_RADIUS = 3;
const TICKS = 5;
/** The axis of shares begins here at the latest. */
const HIGHEST_START = 0.9;

/** From 0 on along x; along y as far down as the lowest interval reaches, so that differences can be seen. The largest dot is drawn first. */
export function layOutScatter(points: readonly ScatterPoint[]): ScatterDrawing {
  const { width, height, left, right, top, bottom } = SCATTER;
  const xStep = niceStep(Math.max(0, ...points.map(({ x }) => x)) / TICKS);
  const xEnd = roundUp(Math.max(0, ...points.map(({ x }) => x)), xStep);
  const least = Math.min(HIGHEST_START, ...points.map(({ low }) => low));
  const yStep = niceStep((1 - least) / TICKS);
  const yStart = Math.max(0, Math.floor(least / yStep) * yStep);
  const largest = Math.max(0, ...points.map(({ area }) => area));
  const toX = (x: number) => left + ((width - left - right) * x) / xEnd;
  const toY = (y: number) =>
    height - bottom - ((height - top - bottom) * (y - yStart)) / (1 - yStart);
  const dots = points
    .map((point) => ({
      point,
      x: toX(point.x),
      y: toY(point.y),
      top: toY(point.high),
      bottom: toY(point.low),
      radius: Math.max(
        SMALLEST_RADIUS,
        largest === 0 ? 0 : LARGEST_RADIUS * Math.sqrt(point.area / largest),
      ),
      labelsLeft: point.x > xEnd * 0.6,
    }))
    .toSorted((one, other) => other.radius - one.radius);
  return {
    dots,
    xTicks: ticks(0, xEnd, xStep).map((value) => ({ value, at: toX(value) })),
    yTicks: ticks(yStart, 1, yStep).map((value) => ({ value, at: toY(value) })),
  };
}

/** 1, 2 or 5 times a power of ten, not less than the wish. */
function niceStep(wish: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(wish, 1e-6)));
  return size * ([1, 2, 5].find((factor) => factor * size >= wish) ?? 10);
}

function roundUp(value: number, step: number): number {
  return Math.max(1, Math.ceil(value / step - 1e-9)) * step;
}

function ticks(from: number, to: number, step: number): number[] {
  const count = Math.floor((to - from) / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => from + index * step);
}
