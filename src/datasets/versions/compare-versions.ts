import { setImmediate as breath } from "node:timers/promises";

import { EXCLUDED, type DataVersion } from "#engine/storage/versions-file.ts";

/** How a picture differs between two versions; one picture may differ in several ways. */
export type ChangeKind =
  "added" | "removed" | "relabelled" | "moved" | "excluded" | "included";

/** Rows of a picture in both versions; −1 where it is not. */
export interface RowPair {
  readonly before: number;
  readonly after: number;
}

export interface ClassRename {
  readonly from: string;
  readonly to: string;
  readonly pictures: number;
}

export interface VersionDifference {
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Pictures that are the same in both in every way. */
  readonly unchanged: number;
  /** A class whose name is gone and whose pictures are mostly of a new class: they do not count as relabelled. */
  readonly renames: readonly ClassRename[];
  readonly classesAdded: readonly string[];
  readonly classesRemoved: readonly string[];
  /** Of a kind, in the order of the hashes. */
  readonly pairs: (
    kind: ChangeKind,
    offset: number,
    limit: number,
  ) => RowPair[];
}

const BREATH_ROWS = 200_000;
/** Of a class's pictures that must have gone together for it to be called renamed. */
const RENAMED_SHARE = 0.5;

/** What became of the pictures of a version in another one: one walk through both, time linear in the rows. */
export async function compareVersions(
  before: DataVersion,
  after: DataVersion,
): Promise<VersionDifference> {
  const renames = findRenames(
    before,
    after,
    await countTransitions(before, after),
  );
  const targetOf = classTargets(before, after, renames);
  const lists: Record<ChangeKind, PairList> = {
    added: new PairList(),
    removed: new PairList(),
    relabelled: new PairList(),
    moved: new PairList(),
    excluded: new PairList(),
    included: new PairList(),
  };
  let unchanged = 0;
  await walk(before, after, (one, other) => {
    if (one < 0) return lists.added.add(one, other);
    if (other < 0) return lists.removed.add(one, other);
    const flags = [before.flags[one] as number, after.flags[other] as number];
    const [old, now] = flags as [number, number];
    const relabelled =
      targetOf(before.classes[one] as number) !== after.classes[other];
    if (relabelled) lists.relabelled.add(one, other);
    const moved = (old & ~EXCLUDED) !== (now & ~EXCLUDED);
    if (moved) lists.moved.add(one, other);
    if ((old & EXCLUDED) < (now & EXCLUDED)) lists.excluded.add(one, other);
    if ((old & EXCLUDED) > (now & EXCLUDED)) lists.included.add(one, other);
    if (!relabelled && old === now) unchanged++;
  });
  const renamedFrom = new Set(renames.map(({ from }) => from));
  const renamedTo = new Set(renames.map(({ to }) => to));
  return {
    counts: {
      added: lists.added.length,
      removed: lists.removed.length,
      relabelled: lists.relabelled.length,
      moved: lists.moved.length,
      excluded: lists.excluded.length,
      included: lists.included.length,
    },
    unchanged,
    renames,
    classesAdded: without(after.classNames, before.classNames, renamedTo),
    classesRemoved: without(before.classNames, after.classNames, renamedFrom),
    pairs: (kind, offset, limit) => lists[kind].page(offset, limit),
  };
}

/** Goes through the pictures of both versions in the order of their hashes. */
export async function walk(
  before: DataVersion,
  after: DataVersion,
  visit: (before: number, after: number) => void,
): Promise<void> {
  const first = Buffer.from(
    before.hashes.buffer,
    before.hashes.byteOffset,
    before.hashes.byteLength,
  );
  const second = Buffer.from(
    after.hashes.buffer,
    after.hashes.byteOffset,
    after.hashes.byteLength,
  );
  let one = 0;
  let other = 0;
  let steps = 0;
  while (one < before.count || other < after.count) {
    const order =
      one === before.count
        ? 1
        : other === after.count
          ? -1
          : first.compare(
              second,
              other * 32,
              other * 32 + 32,
              one * 32,
              one * 32 + 32,
            );
    visit(order <= 0 ? one : -1, order >= 0 ? other : -1);
    if (order <= 0) one++;
    if (order >= 0) other++;
    if (++steps % BREATH_ROWS === 0) await breath();
  }
}

/** Pictures that are in both versions, by class before and class after. */
async function countTransitions(
  before: DataVersion,
  after: DataVersion,
): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
  const counts = new Map<number, Map<number, number>>();
  await walk(before, after, (one, other) => {
    if (one < 0 || other < 0) return;
    const from = before.classes[one] as number;
    const to = after.classes[other] as number;
    let row = counts.get(from);
    if (row === undefined) counts.set(from, (row = new Map()));
    row.set(to, (row.get(to) ?? 0) + 1);
  });
  return counts;
}

function findRenames(
  before: DataVersion,
  after: DataVersion,
  transitions: ReadonlyMap<number, ReadonlyMap<number, number>>,
): ClassRename[] {
  const namesBefore = new Set(before.classNames);
  const namesAfter = new Set(after.classNames);
  const taken = new Set<string>();
  const renames: ClassRename[] = [];
  for (const [index, from] of before.classNames.entries()) {
    if (namesAfter.has(from)) continue;
    const row = [...(transitions.get(index) ?? [])];
    const total = row.reduce((sum, [, count]) => sum + count, 0);
    const [best] = row.toSorted((first, second) => second[1] - first[1]);
    const to = best && after.classNames[best[0]];
    if (best === undefined || to === undefined) continue;
    if (namesBefore.has(to) || taken.has(to)) continue;
    if (best[1] <= total * RENAMED_SHARE) continue;
    taken.add(to);
    renames.push({ from, to, pictures: best[1] });
  }
  return renames;
}

/** The class after that means the same as a class before, or −1. */
function classTargets(
  before: DataVersion,
  after: DataVersion,
  renames: readonly ClassRename[],
): (classBefore: number) => number {
  const newName = new Map(renames.map(({ from, to }) => [from, to]));
  const indexAfter = new Map(
    after.classNames.map((name, index) => [name, index]),
  );
  const targets = before.classNames.map(
    (name) => indexAfter.get(newName.get(name) ?? name) ?? -1,
  );
  // Without a label then and now.
  targets.push(after.classNames.length);
  return (classBefore) => targets[classBefore] ?? -1;
}

function without(
  names: readonly string[],
  others: readonly string[],
  renamed: ReadonlySet<string>,
): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name) && !renamed.has(name));
}

/** Pairs of rows, eight bytes each. */
class PairList {
  length = 0;
  #rows = new Int32Array(64);

  add(before: number, after: number): void {
    if (this.length * 2 === this.#rows.length) {
      const larger = new Int32Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[this.length * 2] = before;
    this.#rows[this.length * 2 + 1] = after;
    this.length++;
  }

  page(offset: number, limit: number): RowPair[] {
    const count = Math.max(0, Math.min(limit, this.length - offset));
    return Array.from({ length: count }, (_, index) => {
      const at = (offset + index) * 2;
      return {
        before: this.#rows[at] as number,
        after: this.#rows[at + 1] as number,
      };
    });
  }
}
