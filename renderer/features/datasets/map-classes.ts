import type { Baseline } from "#api/training.ts";

type Place = Baseline["map"][number];

/** One class on the map of the pictures. */
export interface ClassOnMap {
  readonly classId: number;
  readonly count: number;
  /** The class whose middle is nearest to its own; null when it is the only one. */
  readonly nearest: number | null;
}

/**
 * What the map says in words: how many pictures of each class it holds, and which class lies nearest (by the distance of the
 * means). In the order of first appearance.
 * @param classOf class of a picture; one that is not in it is left out
 */
export function classesOnMap(
  map: readonly Place[],
  classOf: ReadonlyMap<number, number>,
): readonly ClassOnMap[] {
  const sums = new Map<number, { x: number; y: number; count: number }>();
  for (const { imageId, x, y } of map) {
    const classId = classOf.get(imageId);
    if (classId === undefined) {
      continue;
    }
    const sum = sums.get(classId) ?? { x: 0, y: 0, count: 0 };
    sum.x += x;
    sum.y += y;
    sum.count += 1;
    sums.set(classId, sum);
  }
  const middles = [...sums].map(([classId, { x, y, count }]) => ({
    classId,
    count,
    x: x / count,
    y: y / count,
  }));
  return middles.map(({ classId, count, x, y }) => ({
    classId,
    count,
    nearest:
      middles
        .filter((other) => other.classId !== classId)
        .map((other) => ({
          classId: other.classId,
          distance: Math.hypot(other.x - x, other.y - y),
        }))
        .toSorted((one, other) => one.distance - other.distance)[0]?.classId ??
      null,
  }));
}
