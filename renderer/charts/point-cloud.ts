/** Geometry of a map of up to a million points: finding what lies near a place and inside a shape. All coordinates are the data's own. */

export interface PointCloud {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Points sorted by the cells of a grid: those of cell c are `order[starts[c] … starts[c + 1]]`. */
  readonly order: Int32Array;
  readonly starts: Int32Array;
  /** Cells along a side. */
  readonly side: number;
  readonly bounds: Bounds;
}

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

const POINTS_PER_CELL = 8;
const MOST_CELLS = 512;

/** Sorts the points into a grid (counting sort), so that looking around a place touches few of them. */
export function pointCloud(x: Float32Array, y: Float32Array): PointCloud {
  const bounds = boundsOf(x, y);
  const side = Math.min(
    MOST_CELLS,
    Math.max(1, Math.ceil(Math.sqrt(x.length / POINTS_PER_CELL))),
  );
  const starts = new Int32Array(side * side + 1);
  const cells = new Int32Array(x.length);
  for (let index = 0; index < x.length; index += 1) {
    const column = cellAlong(x[index] ?? 0, bounds.left, bounds.right, side);
    const row = cellAlong(y[index] ?? 0, bounds.top, bounds.bottom, side);
    const cell = row * side + column;
    cells[index] = cell;
    starts[cell + 1] = (starts[cell + 1] ?? 0) + 1;
  }
  for (let cell = 0; cell < side * side; cell += 1) {
    starts[cell + 1] = (starts[cell + 1] ?? 0) + (starts[cell] ?? 0);
  }
  const next = starts.slice();
  const order = new Int32Array(x.length);
  cells.forEach((cell, index) => {
    const place = next[cell] ?? 0;
    order[place] = index;
    next[cell] = place + 1;
  });
  return { x, y, order, starts, side, bounds };
}

function boundsOf(x: Float32Array, y: Float32Array): Bounds {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let index = 0; index < x.length; index += 1) {
    const px = x[index] ?? 0;
    const py = y[index] ?? 0;
    left = Math.min(left, px);
    right = Math.max(right, px);
    top = Math.min(top, py);
    bottom = Math.max(bottom, py);
  }
  return x.length === 0
    ? { left: -1, right: 1, top: -1, bottom: 1 }
    : { left, right, top, bottom };
}

function cellAlong(
  value: number,
  from: number,
  to: number,
  side: number,
): number {
  const share = to > from ? (value - from) / (to - from) : 0;
  return Math.min(side - 1, Math.max(0, Math.floor(share * side)));
}

/** Calls `visit` with each point whose cell touches the bounds: a superset of those inside. */
function visitNear(
  { order, starts, side, bounds }: PointCloud,
  { left, right, top, bottom }: Bounds,
  visit: (index: number) => void,
): void {
  const firstColumn = cellAlong(left, bounds.left, bounds.right, side);
  const lastColumn = cellAlong(right, bounds.left, bounds.right, side);
  const firstRow = cellAlong(top, bounds.top, bounds.bottom, side);
  const lastRow = cellAlong(bottom, bounds.top, bounds.bottom, side);
  for (let row = firstRow; row <= lastRow; row += 1) {
    const begin = starts[row * side + firstColumn] ?? 0;
    const end = starts[row * side + lastColumn + 1] ?? 0;
    for (let place = begin; place < end; place += 1) {
      visit(order[place] ?? 0);
    }
  }
}

/**
 * Index of the point nearest to a place, or null when none is within `reach`.
 * @param isShown points that can be found
 */
export function nearestPoint(
  cloud: PointCloud,
  to: Place,
  reach: number,
  isShown: (index: number) => boolean,
): number | null {
  let best: number | null = null;
  let least = reach * reach;
  const around = {
    left: to.x - reach,
    right: to.x + reach,
    top: to.y - reach,
    bottom: to.y + reach,
  };
  visitNear(cloud, around, (index) => {
    const distance =
      ((cloud.x[index] ?? 0) - to.x) ** 2 + ((cloud.y[index] ?? 0) - to.y) ** 2;
    if (distance <= least && isShown(index)) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/** Indices of the points inside a polygon (even-odd rule), in ascending order. @param polygon at least three corners */
export function pointsInPolygon(
  cloud: PointCloud,
  polygon: readonly Place[],
  isShown: (index: number) => boolean,
): number[] {
  const xs = polygon.map(({ x }) => x);
  const ys = polygon.map(({ y }) => y);
  const around = {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
  const inside: number[] = [];
  visitNear(cloud, around, (index) => {
    const x = cloud.x[index] ?? 0;
    const y = cloud.y[index] ?? 0;
    if (isShown(index) && isInside(polygon, x, y)) {
      inside.push(index);
    }
  });
  return inside.toSorted((one, other) => one - other);
}

function isInside(polygon: readonly Place[], x: number, y: number): boolean {
  let inside = false;
  let before = polygon.at(-1);
  for (const corner of polygon) {
    if (
      before !== undefined &&
      corner.y > y !== before.y > y &&
      x <
        ((before.x - corner.x) * (y - corner.y)) / (before.y - corner.y) +
          corner.x
    ) {
      inside = !inside;
    }
    before = corner;
  }
  return inside;
}
