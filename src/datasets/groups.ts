import { DisjointSets } from "#engine/base/disjoint-sets.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { SplitState } from "#engine/storage/index-types.ts";

/** Checks of the doctor whose findings say that two pictures show the same thing, whatever their labels are. */
const DUPLICATE_CHECKS = ["exact-duplicates", "near-duplicates"] as const;

export type Together = NonNullable<SplitState["together"]>;

type GroupsReader = Pick<IndexReader, "findings" | "attributeOfEach">;

/**
 * Which pictures belong together: near-duplicates of one another (also by way of a third) and pictures with the same value of a chosen
 * attribute. A finding that a person dismissed joins nothing.
 * @returns a dense number of the group of each picture that is in one with another, by picture id
 */
export function readGroups(
  reader: GroupsReader,
  imageIds: Iterable<number>,
  { duplicates, attributes }: Together,
): Map<number, number> {
  const asked = new Set(imageIds);
  const sets = new DisjointSets();
  /** Pictures that are not asked for join nothing. */
  const join = (first: number, second: number) => {
    if (asked.has(first) && asked.has(second)) sets.join(first, second);
  };
  if (duplicates) {
    for (const check of DUPLICATE_CHECKS) {
      const inGroup = joinerByKey<number>(asked, join);
      for (const { imageId, otherImageId, groupId } of reader.findings(check)) {
        if (otherImageId !== null) join(imageId, otherImageId);
        if (groupId !== null) inGroup(groupId, imageId);
      }
    }
  }
  for (const name of attributes) {
    const ofValue = joinerByKey<string>(asked, join);
    for (const [imageId, value] of reader.attributeOfEach(name)) {
      ofValue(value, imageId);
    }
  }
  return numbersOfGroups(sets, asked);
}

/** Joins each picture with the first one that came under its key. */
function joinerByKey<K>(
  asked: ReadonlySet<number>,
  join: (first: number, second: number) => void,
): (key: K, imageId: number) => void {
  const firstOf = new Map<K, number>();
  return (key, imageId) => {
    if (!asked.has(imageId)) return;
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, imageId);
    else join(first, imageId);
  };
}

function numbersOfGroups(
  sets: DisjointSets,
  imageIds: ReadonlySet<number>,
): Map<number, number> {
  const groups = new Map<number, number>();
  let number = 0;
  for (const members of sets.members(imageIds).values()) {
    if (members.length < 2) continue;
    for (const imageId of members) groups.set(imageId, number);
    number++;
  }
  return groups;
}
