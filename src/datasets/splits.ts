import type { Split } from "#api/base.ts";
import type { SplitFractions } from "#engine/storage/index-types.ts";

import { dealGroups, type CrowdedGroup, type Deal } from "./deal-groups.ts";

/** A picture to be put on a side. */
export interface SplitItem {
  readonly id: number;
  readonly classId: number;
  /** Pictures of one group (near-duplicates, same scene) never come on two sides; default: each is for itself. */
  readonly group?: number | undefined;
  /** The side that it is on and stays on. */
  readonly fixed?: Split | null;
  /** It was on a test side that was looked at, so it and its group do not come on the new one. */
  readonly barredFromTest?: boolean;
}

export interface SplitAssignment {
  readonly imageId: number;
  readonly split: Split;
}

/** A picture to be put in a fold. */
export interface FoldItem {
  readonly id: number;
  readonly classId: number;
  readonly group?: number | undefined;
  /** The fold that it is in and stays in; default: none yet. */
  readonly fold?: number;
}

/** Sides as numbers, in the order that a class with few pictures is served: training gets the first, test the second. */
const SIDES = ["train", "test", "validation"] as const;
const TEST = SIDES.indexOf("test");

export interface SplitDeal {
  /** In the order of the items. */
  readonly assignments: readonly SplitAssignment[];
  /** Groups of at least two pictures that were kept together. */
  readonly groupCount: number;
  readonly crowded: readonly (CrowdedGroup & { readonly split: Split })[];
}

/**
 * Deals the pictures of every class to the sides by the fractions, at random but repeatable. The sizes are those of largest remainders;
 * in a class too small for that, training gets the first picture, test the second, validation the third.
 * Items that are fixed stay and count for their side; groups stay together, and the rest makes up for them.
 * @param fractions sum to 1 (else they are scaled); a side with 0 gets nothing
 * @returns a side for every item
 */
export function dealSplit(
  items: readonly SplitItem[],
  fractions: SplitFractions,
  seed: number,
): SplitDeal {
  const total = fractions.train + fractions.validation + fractions.test;
  if (!(total > 0) || SIDES.some((side) => !(fractions[side] >= 0))) {
    throw new RangeError(
      `The fractions of a split are 0 or more and not all 0. Received: ${JSON.stringify(fractions)}.`,
    );
  }
  const rows = sortedRows(items);
  const { classes, classIds, counts } = classColumns(items, rows);
  const deal = dealGroups({
    classes,
    classCount: classIds.length,
    groups: groupColumn(items, rows),
    shares: SIDES.map((side) => fractions[side]),
    goals: counts.map((count) => {
      const targets = targetCounts(count, fractions, total);
      return SIDES.map((side) => targets[side]);
    }),
    order: [...SIDES.keys()].filter((side) => fractions[SIDES[side]!] > 0),
    fixed: Int8Array.from(rows, (item) => {
      const side = items[item]?.fixed;
      return side ? SIDES.indexOf(side) : -1;
    }),
    barred: barredColumn(items, rows),
    seed,
    classKey: (index) => classIds[index] as number,
  });
  const splits = inItemOrder(rows, deal, (side) => SIDES[side] ?? "train");
  return {
    assignments: items.map(({ id }, index) => ({
      imageId: id,
      split: splits[index] as Split,
    })),
    groupCount: deal.groupCount,
    crowded: deal.crowded.map((group) => ({
      ...group,
      split: SIDES[group.side] ?? "train",
    })),
  };
}

/** The sides alone of `dealSplit`. */
export function stratifiedSplit(
  items: readonly SplitItem[],
  fractions: SplitFractions,
  seed: number,
): SplitAssignment[] {
  return [...dealSplit(items, fractions, seed).assignments];
}

/**
 * Deals pictures to folds of nearly the same size and the same shares of the classes; groups stay together.
 * @returns fold of each item, 0 … count − 1
 */
export function dealFolds(
  items: readonly FoldItem[],
  count: number,
  seed: number,
): Int8Array {
  const rows = sortedRows(items);
  const { classes, classIds, counts } = classColumns(items, rows);
  let next = 0;
  const { sides } = dealGroups({
    classes,
    classCount: classIds.length,
    groups: groupColumn(items, rows),
    shares: Array.from({ length: count }, () => 1),
    // What is left over of each class goes on where the class before it ended, so that the folds are of one size.
    goals: counts.map((size) => {
      const goals = Array.from({ length: count }, () =>
        Math.floor(size / count),
      );
      for (let left = size % count; left > 0; left--) {
        goals[next] = (goals[next] as number) + 1;
        next = (next + 1) % count;
      }
      return goals;
    }),
    order: Array.from({ length: count }, (_, fold) => fold),
    fixed: Int8Array.from(rows, (item) => items[item]?.fold ?? -1),
    barred: null,
    seed,
    classKey: (index) => classIds[index] as number,
  });
  const folds = new Int8Array(items.length);
  rows.forEach((item, row) => {
    folds[item] = sides[row] as number;
  });
  return folds;
}

/**
 * The split that folders gave. Sides without a folder are carved out of the training pictures, by the fractions of these sides;
 * a picture that no folder placed counts as a training picture.
 * @param items with `given`, the side of the picture's folder
 */
export function splitFromFolders(
  items: readonly (SplitItem & { readonly given: Split | null })[],
  fractions: SplitFractions,
  seed: number,
): SplitAssignment[] {
  const present = new Set(items.map((item) => item.given));
  // Without training pictures there is nothing to learn from: then the folders' word cannot be kept.
  if (!present.has("train") && !present.has(null)) {
    return stratifiedSplit(items, fractions, seed);
  }
  const isGiven = (side: Split) => side !== "train" && present.has(side);
  const carved: SplitFractions = {
    train: fractions.train > 0 ? fractions.train : 1,
    validation: isGiven("validation") ? 0 : fractions.validation,
    test: isGiven("test") ? 0 : fractions.test,
  };
  const sides = new Map<number, Split>();
  const pool: SplitItem[] = [];
  for (const item of items) {
    if (item.given && isGiven(item.given)) sides.set(item.id, item.given);
    else pool.push(item);
  }
  for (const { imageId, split } of stratifiedSplit(pool, carved, seed)) {
    sides.set(imageId, split);
  }
  return items.map((item) => ({
    imageId: item.id,
    split: sides.get(item.id) ?? "train",
  }));
}

/** How many of n pictures each side should have. */
function targetCounts(
  count: number,
  fractions: SplitFractions,
  total: number,
): Record<Split, number> {
  const targets = { train: 0, validation: 0, test: 0 };
  const wanted = SIDES.filter((side) => fractions[side] > 0);
  let left = count;
  for (const side of wanted) {
    targets[side] = Math.floor((fractions[side] / total) * count + 1e-9);
    left -= targets[side];
  }
  const byRemainder = wanted.toSorted(
    (first, second) =>
      remainder(fractions[second], total, count) -
      remainder(fractions[first], total, count),
  );
  for (const side of byRemainder.slice(0, left)) targets[side]++;
  // Nobody goes without while another has two.
  for (const side of wanted) {
    if (targets[side] > 0) continue;
    const donor = wanted
      .filter((other) => targets[other] > 1)
      .toSorted((first, second) => targets[second] - targets[first])[0];
    const later = wanted.slice(wanted.indexOf(side) + 1);
    const giver = donor ?? later.find((other) => targets[other] > 0);
    if (giver === undefined) continue;
    targets[giver]--;
    targets[side]++;
  }
  return targets;
}

function remainder(fraction: number, total: number, count: number): number {
  const exact = (fraction / total) * count;
  return exact - Math.floor(exact + 1e-9);
}

/** Indices of the items by id, so that the order in which pictures were imported does not matter. */
function sortedRows(items: readonly Pick<SplitItem, "id">[]): Int32Array {
  const rows = Int32Array.from(items.keys());
  return rows.toSorted(
    (first, second) =>
      (items[first] as { id: number }).id -
      (items[second] as { id: number }).id,
  );
}

/** Classes as dense numbers, in the order of their ids. */
function classColumns(
  items: readonly Pick<SplitItem, "classId">[],
  rows: Int32Array,
): { classes: Int32Array; classIds: number[]; counts: number[] } {
  const classIds = [...new Set(items.map(({ classId }) => classId))].toSorted(
    (first, second) => first - second,
  );
  const indexOf = new Map(classIds.map((id, index) => [id, index]));
  const counts = classIds.map(() => 0);
  const classes = rows.map((item) => {
    const index = indexOf.get(items[item]?.classId ?? -1) as number;
    counts[index] = (counts[index] as number) + 1;
    return index;
  });
  return { classes, classIds, counts };
}

function groupColumn(
  items: readonly Pick<SplitItem, "group">[],
  rows: Int32Array,
): Int32Array | null {
  if (!items.some(({ group }) => group !== undefined)) return null;
  return rows.map((item) => items[item]?.group ?? -1);
}

function barredColumn(items: readonly SplitItem[], rows: Int32Array) {
  if (!items.some(({ barredFromTest }) => barredFromTest)) return null;
  const column = Uint8Array.from(rows, (item) =>
    items[item]?.barredFromTest ? 1 : 0,
  );
  return { rows: column, side: TEST };
}

function inItemOrder<T>(
  rows: Int32Array,
  { sides }: Deal,
  value: (side: number) => T,
): T[] {
  const result: T[] = Array.from({ length: rows.length });
  rows.forEach((item, row) => {
    result[item] = value(sides[row] as number);
  });
  return result;
}
