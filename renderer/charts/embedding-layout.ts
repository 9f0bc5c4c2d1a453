/** Geometry of the map of pictures: fitting points into a rectangle and finding neighbours. */

export interface MapPoint {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  /** Any CSS colour. */
  readonly color: string;
  /** Drawn with a ring. */
  readonly marked?: boolean;
  /** In the background: hardly seen, and not to be reached. */
  readonly faint?: boolean;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Points scaled by one factor and centred, so that distances keep their proportions. */
export function fitPoints(
  points: readonly Place[],
  width: number,
  height: number,
  margin: number,
): Place[] {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const scale = Math.min(
    (width - 2 * margin) / (right - left || 1),
    (height - 2 * margin) / (bottom - top || 1),
  );
  return points.map(({ x, y }) => ({
    x: width / 2 + (x - (left + right) / 2) * scale,
    y: height / 2 + (y - (top + bottom) / 2) * scale,
  }));
}

/** Index of the point nearest to a place, or null when none is within `reach`. */
export function nearestPoint(
  places: readonly Place[],
  to: Place,
  reach: number,
): number | null {
  let best: number | null = null;
  let least = reach * reach;
  places.forEach((place, index) => {
    const distance = (place.x - to.x) ** 2 + (place.y - to.y) ** 2;
    if (distance <= least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/** The next point in a direction (a unit vector along an axis): near, and not far off the axis; null at the border. */
export function nearestInDirection(
  places: readonly Place[],
  from: number,
  direction: Place,
): number | null {
  const start = places[from];
  if (start === undefined) return null;
  let best: number | null = null;
  let least = Infinity;
  places.forEach((place, index) => {
    const dx = place.x - start.x;
    const dy = place.y - start.y;
    const ahead = dx * direction.x + dy * direction.y;
    if (index === from || ahead <= 0) return;
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    const cost = ahead + 2 * aside;
    if (cost < least) {
      least = cost;
      best = index;
    }
  });
  return best;
}
