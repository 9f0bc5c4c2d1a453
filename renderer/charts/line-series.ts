/** What a line chart draws, as plain data, and the arithmetic on it. No drawing here. */

export interface LinePoint {
  readonly x: number;
  /** null is a gap: not known for this x. */
  readonly y: number | null;
}

export interface LineSeries {
  readonly id: string;
  readonly label: string;
  /** Any CSS colour, `var(--name)` included. */
  readonly color: string;
  readonly dashed?: boolean;
  /** In ascending order of x. */
  readonly points: readonly LinePoint[];
}

/** From this x on, another phase of the work. */
export interface LinePhase {
  readonly x: number;
  readonly label: string;
}

export interface AlignedSeries {
  readonly x: readonly number[];
  /** One list per series, as long as x; undefined where the series has no point, null where its point is a gap. */
  readonly values: readonly (readonly (number | null | undefined)[])[];
}

/**
 * All series over the union of their x, ascending: a merge of lists that are in order, one pass over all points. Of two points of
 * one series with the same x the later one counts.
 */
export function alignSeries(series: readonly LineSeries[]): AlignedSeries {
  const x: number[] = [];
  const values = series.map((): (number | null | undefined)[] => []);
  const next = series.map(() => 0);
  for (;;) {
    let least = Infinity;
    series.forEach(({ points }, which) => {
      least = Math.min(least, points[next[which] ?? 0]?.x ?? Infinity);
    });
    if (!Number.isFinite(least)) break;
    x.push(least);
    series.forEach(({ points }, which) => {
      let place = next[which] ?? 0;
      let value: number | null | undefined;
      for (; points[place]?.x === least; place++) value = points[place]?.y;
      next[which] = place;
      values[which]?.push(value);
    });
  }
  return { x, values };
}

/**
 * Exponential moving average that starts at the first point.
 * @param weight of the past over one step of x, 0 (no smoothing) up to but not including 1.
 * @param stepX what counts as one step: a series with sparser points is smoothed less from point to point, not shifted more.
 */
export function smoothed(
  points: readonly LinePoint[],
  weight: number,
  stepX: number,
): LinePoint[] {
  if (weight <= 0) return [...points];
  let average = 0;
  let before: number | null = null;
  return points.map(({ x, y }) => {
    if (y === null || !Number.isFinite(y)) return { x, y: null };
    const kept = before === null ? 0 : weight ** ((x - before) / stepX);
    average = kept * average + (1 - kept) * y;
    before = x;
    return { x, y: average };
  });
}

/** The mean distance of the points of the densest series; 1 where there are none. */
export function densestStep(series: readonly LineSeries[]): number {
  let least = Infinity;
  for (const { points } of series) {
    const first = points[0]?.x ?? 0;
    const last = points.at(-1)?.x ?? 0;
    if (points.length > 1 && last > first)
      least = Math.min(least, (last - first) / (points.length - 1));
  }
  return Number.isFinite(least) ? least : 1;
}

/** For a logarithmic axis: what is not positive becomes a gap. */
export function positiveOnly(points: readonly LinePoint[]): LinePoint[] {
  return points.map((point) =>
    point.y !== null && point.y > 0 ? point : { x: point.x, y: null },
  );
}

/** The value of a series at x: that of its last point at or before x, or its first one; null where there is none. */
export function valueAt(series: LineSeries, x: number): number | null {
  const { points } = series;
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.x ?? Infinity) <= x) low = middle + 1;
    else high = middle;
  }
  for (let index = Math.max(low - 1, 0); index >= 0; index--) {
    const y = points[index]?.y;
    if (y !== null && y !== undefined) return y;
  }
  return null;
}

/** The last known value of a series, or null. */
export function lastValue(series: LineSeries): number | null {
  return valueAt(series, Infinity);
}

export interface LineTableRow {
  readonly x: number;
  readonly values: readonly (number | null)[];
}

/** Rows for the table behind the chart: evenly chosen x, first and last among them, at most `limit`. */
export function tableRows(
  series: readonly LineSeries[],
  limit: number,
): LineTableRow[] {
  const { x, values } = alignSeries(series);
  const count = Math.min(limit, x.length);
  const rows: LineTableRow[] = [];
  for (let row = 0; row < count; row++) {
    const index =
      count === 1
        ? x.length - 1
        : Math.round((row * (x.length - 1)) / (count - 1));
    rows.push({
      x: x[index] ?? 0,
      values: values.map((column) => column[index] ?? null),
    });
  }
  return rows;
}
