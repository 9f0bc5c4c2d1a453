import type { Split } from "#api/base.ts";
import { createRandom, shuffled } from "#engine/base/random.ts";
import type { SplitFractions } from "#engine/storage/index-types.ts";

/** A picture to be put on a side. */
export interface SplitItem {
  readonly id: number;
  readonly classId: number;
  /** Pictures of one group (same content, same scene) never come on two sides; default: each is its own. */
  readonly group?: string;
  /** The side that it is on and stays on. */
  readonly fixed?: Split | null;
}

export interface SplitAssignment {
  readonly imageId: number;
  readonly split: Split;
}

const SIDES = ["train", "validation", "test"] as const;

/** Who gives up a picture, and who gets the first, when a class is too small for its fractions. */
const SMALL_CLASS_ORDER = ["train", "test", "validation"] as const;

/**
 * Deals the pictures of every class to the sides by the fractions, at random but repeatable. The sizes are those of largest remainders;
 * in a class too small for that, training gets the first picture, test the second, validation the third.
 * Items that are fixed stay and count for their side.
 * @param fractions sum to 1 (else they are scaled); a side with 0 gets nothing
 * @returns a side for every item, in the order of the items
 */
export function stratifiedSplit(
  items: readonly SplitItem[],
  fractions: SplitFractions,
  seed: number,
): SplitAssignment[] {
  const total = fractions.train + fractions.validation + fractions.test;
  if (!(total > 0) || SIDES.some((side) => !(fractions[side] >= 0))) {
    throw new RangeError(
      `The fractions of a split are 0 or more and not all 0. Received: ${JSON.stringify(fractions)}.`,
    );
  }
  const sideOf = new Map<number, Split>();
  const sideOfGroup = new Map<string, Split>();
  for (const item of items) {
    if (!item.fixed) continue;
    sideOf.set(item.id, item.fixed);
    if (item.group !== undefined) sideOfGroup.set(item.group, item.fixed);
  }
  for (const [classId, members] of groupBy(items, (item) => item.classId)) {
    const missing = targetCounts(members.length, fractions, total);
    const take = (item: SplitItem, side: Split) => {
      sideOf.set(item.id, side);
      missing[side]--;
    };
    const open: SplitItem[] = [];
    for (const item of members) {
      const known =
        item.fixed ??
        (item.group === undefined ? undefined : sideOfGroup.get(item.group));
      if (known) take(item, known);
      else open.push(item);
    }
    // Sorted first, so that the order in which pictures were imported does not matter.
    const sorted = open.toSorted((first, second) => first.id - second.id);
    const random = createRandom("split", seed, classId);
    const groups = groupBy(shuffled(sorted, random), groupKey);
    for (const [key, group] of groups) {
      const side = neediestSide(missing, fractions);
      for (const item of group) take(item, side);
      sideOfGroup.set(key, side);
    }
  }
  return items.map((item) => ({
    imageId: item.id,
    split: sideOf.get(item.id) ?? "train",
  }));
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
  const wanted = SMALL_CLASS_ORDER.filter((side) => fractions[side] > 0);
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

function neediestSide(
  missing: Readonly<Record<Split, number>>,
  fractions: SplitFractions,
): Split {
  const wanted = SMALL_CLASS_ORDER.filter((side) => fractions[side] > 0);
  return wanted.reduce((best, side) =>
    missing[side] > missing[best] ? side : best,
  );
}

function groupKey(item: SplitItem): string {
  return item.group ?? `picture ${item.id}`;
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const found = groups.get(key(item));
    if (found) found.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
