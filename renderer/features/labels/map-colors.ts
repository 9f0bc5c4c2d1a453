import { NOT_DRAWN } from "#renderer/charts/paint-points.ts";

/** One colour of the map: what it stands for and how many pictures have it. */
export interface MapGroup {
  readonly label: string;
  /** Any CSS colour. */
  readonly color: string;
  readonly count: number;
}

/** The colour of each point, and what the colours mean. */
export interface MapColors {
  /** Of each point an index into `groups`; NOT_DRAWN for a picture that has left the data set. */
  readonly colors: Uint16Array;
  readonly groups: readonly MapGroup[];
}

/** What a group is before its pictures are counted. */
export type GroupWords = Omit<MapGroup, "count">;

/** As the engine marks a picture that has left the data set. */
const GONE = -2;

/** Every class its own colour, and one for no label. */
export function colorByClass(
  classIds: Int32Array,
  classes: readonly (GroupWords & { readonly id: number })[],
  unlabelled: GroupWords,
): MapColors {
  const groupOf = new Map(classes.map(({ id }, place) => [id, place]));
  return counted(
    classIds.length,
    (index) => groupOf.get(classIds[index] ?? GONE) ?? classes.length,
    classIds,
    [...classes, unlabelled],
  );
}

/**
 * Groups of pictures by their ids; the rest is the last colour.
 * @param members ids of the pictures of each group
 */
export function colorByMembers(
  imageIds: Int32Array,
  classIds: Int32Array,
  members: readonly (readonly number[])[],
  words: readonly GroupWords[],
  rest: GroupWords,
): MapColors {
  const groupOf = new Map<number, number>();
  members.forEach((ids, group) => {
    for (const id of ids) {
      groupOf.set(id, group);
    }
  });
  return counted(
    imageIds.length,
    (index) => groupOf.get(imageIds[index] ?? -1) ?? members.length,
    classIds,
    [...words, rest],
  );
}

function counted(
  count: number,
  groupOf: (index: number) => number,
  classIds: Int32Array,
  words: readonly GroupWords[],
): MapColors {
  const colors = new Uint16Array(count);
  const counts = words.map(() => 0);
  for (let index = 0; index < count; index += 1) {
    const group = classIds[index] === GONE ? NOT_DRAWN : groupOf(index);
    colors[index] = group;
    if (group !== NOT_DRAWN) {
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }
  return {
    colors,
    groups: words.map(({ label, color }, group) => ({
      label,
      color,
      count: counts[group] ?? 0,
    })),
  };
}

/** The group whose middle on the map is nearest to each group's own; null for an empty one, and for the only one. */
export function nearestGroups(
  { colors, groups }: MapColors,
  x: Float32Array,
  y: Float32Array,
): readonly (number | null)[] {
  const sums = groups.map(() => ({ x: 0, y: 0 }));
  colors.forEach((group, index) => {
    const sum = sums[group];
    if (sum !== undefined) {
      sum.x += x[index] ?? 0;
      sum.y += y[index] ?? 0;
    }
  });
  const middles = sums.map((sum, group) => {
    const count = groups[group]?.count ?? 0;
    return count === 0 ? null : { x: sum.x / count, y: sum.y / count };
  });
  return middles.map((own, group) => {
    const others = middles.flatMap((other, index) =>
      own === null || other === null || index === group
        ? []
        : { index, distance: Math.hypot(other.x - own.x, other.y - own.y) },
    );
    const [nearest] = others.toSorted(
      (one, other) => one.distance - other.distance,
    );
    return nearest?.index ?? null;
  });
}
