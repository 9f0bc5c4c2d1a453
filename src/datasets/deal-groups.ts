import { createRandom, shuffled } from "#engine/base/random.ts";

/** Rows to be dealt to sides; all arrays go by row. */
export interface DealRequest {
  /** 0 … classCount − 1. */
  readonly classes: Int32Array;
  readonly classCount: number;
  /** Dense number of the row's group, or −1 for a row that is for itself; null: all are. */
  readonly groups: Int32Array | null;
  /** Of each side, above 0 for those that get rows; they need not sum to 1. */
  readonly shares: readonly number[];
  /** Rows of each class that each side should have, [class][side]; what is decided for rows that are for themselves. */
  readonly goals: readonly (readonly number[])[];
  /** Sides with a share, the one that is served first on a tie first. */
  readonly order: readonly number[];
  /** The side that a row is on and stays on, or −1; null: none is fixed. A group follows its fixed row. */
  readonly fixed: Int8Array | null;
  /** Rows whose group may not come to this side, where another is left; null: none. */
  readonly barred: { readonly rows: Uint8Array; readonly side: number } | null;
  readonly seed: number;
  /** Another random order for each class, whatever its number is. */
  readonly classKey: (classIndex: number) => number;
}

/** A group that is larger than a side should be. */
export interface CrowdedGroup {
  readonly group: number;
  readonly size: number;
  readonly side: number;
}

export interface Deal {
  /** Of each row. */
  readonly sides: Int8Array;
  /** Groups of at least two rows that were kept together. */
  readonly groupCount: number;
  readonly crowded: readonly CrowdedGroup[];
}

/** How often all groups are looked at again for a better side. */
const REFINEMENTS = 8;
const NOT_DEALT = -1;

/**
 * Deals rows to sides so that no group comes on two of them and every class keeps the shares as well as groups allow: the largest group
 * first, each to the side where the squared error of the class counts grows least (as StratifiedGroupKFold of scikit-learn does with
 * the standard deviation), then groups move while that makes the error smaller, then rows that are for themselves fill every class up
 * to its goals. Time grows linearly with the rows; the same for the same seed.
 */
export function dealGroups(request: DealRequest): Deal {
  const { classes, fixed } = request;
  const sides = new Int8Array(classes.length).fill(NOT_DEALT);
  const table = new CountTable(request);
  const groups = gatherGroups(request);
  const open: RowGroup[] = [];
  for (const group of groups) {
    const fixedRow = group.rows.find((row) => (fixed?.[row] ?? -1) >= 0);
    if (fixedRow === undefined) open.push(group);
    else placeWithFixed(group, fixed?.[fixedRow] as number, request, sides);
  }
  for (let row = 0; row < classes.length; row++) {
    const side = fixed?.[row] ?? NOT_DEALT;
    if (side >= 0) sides[row] = side;
    if ((sides[row] as number) >= 0) {
      table.add(classes[row] as number, sides[row] as number, 1);
    }
  }
  const ordered = largestFirst(open, request.seed);
  for (const group of ordered) {
    group.side = table.bestSide(group, allowedSides(group, request));
    table.addGroup(group, 1);
  }
  for (let pass = 0; pass < REFINEMENTS; pass++) {
    if (!moveToBetterSides(ordered, table, request)) break;
  }
  for (const { rows, side } of ordered) {
    for (const row of rows) sides[row] = side;
  }
  dealSingles(request, table, sides);
  return {
    sides,
    groupCount: groups.length,
    crowded: crowdedGroups(groups, request, sides),
  };
}

interface RowGroup {
  readonly number: number;
  readonly rows: number[];
  /** Class → rows of it. */
  readonly counts: Map<number, number>;
  side: number;
}

/** Rows of each class on each side, and what they should be. */
class CountTable {
  readonly #sideCount: number;
  readonly #have: Float64Array;
  readonly #targets: Float64Array;
  readonly #weights: Float64Array;

  constructor({ classes, classCount, shares }: DealRequest) {
    this.#sideCount = shares.length;
    const totals = new Float64Array(classCount);
    for (const index of classes) {
      totals[index] = (totals[index] as number) + 1;
    }
    const total = shares.reduce((sum, share) => sum + share, 0);
    const size = classCount * shares.length;
    this.#have = new Float64Array(size);
    this.#targets = new Float64Array(size);
    this.#weights = new Float64Array(size);
    for (let index = 0; index < classCount; index++) {
      const count = totals[index] as number;
      shares.forEach((share, side) => {
        const cell = index * shares.length + side;
        this.#targets[cell] = (share / total) * count;
        // The error relative to the class and, more mildly, to the side.
        this.#weights[cell] =
          share > 0 && count > 0 ? 1 / (count * count * (share / total)) : 0;
      });
    }
  }

  have(classIndex: number, side: number): number {
    return this.#have[classIndex * this.#sideCount + side] as number;
  }

  add(classIndex: number, side: number, rows: number): void {
    const cell = classIndex * this.#sideCount + side;
    this.#have[cell] = (this.#have[cell] as number) + rows;
  }

  addGroup({ counts, side }: RowGroup, sign: 1 | -1): void {
    for (const [classIndex, rows] of counts) {
      this.add(classIndex, side, sign * rows);
    }
  }

  /** The side whose error grows least; the first of equals. */
  bestSide(group: RowGroup, sides: readonly number[]): number {
    let best = sides[0] as number;
    let least = Number.POSITIVE_INFINITY;
    for (const side of sides) {
      const growth = this.growth(group, side);
      if (growth < least - 1e-12) {
        least = growth;
        best = side;
      }
    }
    return best;
  }

  growth({ counts }: RowGroup, side: number): number {
    let sum = 0;
    for (const [classIndex, rows] of counts) {
      const cell = classIndex * this.#sideCount + side;
      const excess =
        (this.#have[cell] as number) - (this.#targets[cell] as number);
      sum += (this.#weights[cell] as number) * rows * (2 * excess + rows);
    }
    return sum;
  }
}

/** Groups of at least two rows, by their first row. */
function gatherGroups({ classes, groups }: DealRequest): RowGroup[] {
  const byNumber = new Map<number, RowGroup>();
  if (groups === null) return [];
  for (let row = 0; row < classes.length; row++) {
    const number = groups[row] as number;
    if (number < 0) continue;
    let group = byNumber.get(number);
    if (group === undefined) {
      group = { number, rows: [], counts: new Map(), side: NOT_DEALT };
      byNumber.set(number, group);
    }
    group.rows.push(row);
    const index = classes[row] as number;
    group.counts.set(index, (group.counts.get(index) ?? 0) + 1);
  }
  return [...byNumber.values()].filter(({ rows }) => rows.length > 1);
}

function placeWithFixed(
  group: RowGroup,
  side: number,
  { fixed }: DealRequest,
  sides: Int8Array,
): void {
  group.side = side;
  for (const row of group.rows) {
    if ((fixed?.[row] ?? -1) < 0) sides[row] = side;
  }
}

/** Equal sizes in a random order, so that another seed is another split. */
function largestFirst(groups: readonly RowGroup[], seed: number): RowGroup[] {
  const random = createRandom("groups", seed);
  const bySize = new Map<number, RowGroup[]>();
  for (const group of shuffled(groups, random)) {
    const same = bySize.get(group.rows.length);
    if (same) same.push(group);
    else bySize.set(group.rows.length, [group]);
  }
  return [...bySize.keys()]
    .toSorted((first, second) => second - first)
    .flatMap((size) => bySize.get(size) ?? []);
}

function allowedSides(
  { rows }: Pick<RowGroup, "rows">,
  { order, barred }: DealRequest,
): readonly number[] {
  if (barred === null || !rows.some((row) => barred.rows[row] === 1)) {
    return order;
  }
  const left = order.filter((side) => side !== barred.side);
  return left.length > 0 ? left : order;
}

/** @returns whether any group moved */
function moveToBetterSides(
  groups: readonly RowGroup[],
  table: CountTable,
  request: DealRequest,
): boolean {
  let moved = false;
  for (const group of groups) {
    table.addGroup(group, -1);
    const best = table.bestSide(group, allowedSides(group, request));
    const gain = table.growth(group, group.side) - table.growth(group, best);
    if (gain > 1e-12) {
      group.side = best;
      moved = true;
    }
    table.addGroup(group, 1);
  }
  return moved;
}

/** Rows that are for themselves, each class in a random order: each goes where most is missing. */
function dealSingles(
  request: DealRequest,
  table: CountTable,
  sides: Int8Array,
): void {
  const { classes, classCount, goals, seed, classKey, shares } = request;
  const rowsOf: number[][] = Array.from({ length: classCount }, () => []);
  for (let row = 0; row < classes.length; row++) {
    if (sides[row] === NOT_DEALT) rowsOf[classes[row] as number]?.push(row);
  }
  rowsOf.forEach((rows, index) => {
    const missing = shares.map(
      (_, side) => (goals[index]?.[side] ?? 0) - table.have(index, side),
    );
    const random = createRandom("split", seed, classKey(index));
    for (const row of shuffled(rows, random)) {
      const side = neediest(missing, allowedSides({ rows: [row] }, request));
      sides[row] = side;
      missing[side] = (missing[side] as number) - 1;
    }
  });
}

function neediest(
  missing: readonly number[],
  order: readonly number[],
): number {
  let best = order[0] as number;
  for (const side of order) {
    if ((missing[side] as number) > (missing[best] as number)) best = side;
  }
  return best;
}

/** Groups that are larger than what the smallest side should have. */
function crowdedGroups(
  groups: readonly RowGroup[],
  { classes, shares, order }: DealRequest,
  sides: Int8Array,
): CrowdedGroup[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const smallest = Math.min(...order.map((side) => shares[side] as number));
  const limit = Math.max(1, (smallest / total) * classes.length);
  return groups
    .filter(({ rows }) => rows.length > limit)
    .map(({ number, rows }) => ({
      group: number,
      size: rows.length,
      side: sides[rows[0] as number] as number,
    }))
    .toSorted((first, second) => second.size - first.size);
}
