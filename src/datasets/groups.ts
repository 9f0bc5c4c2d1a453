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
  const forest = new Forest(imageIds);
  if (duplicates) {
    for (const check of DUPLICATE_CHECKS) {
      const byGroup = new Map<number, number>();
      for (const finding of reader.findings(check)) {
        const { imageId, otherImageId, groupId } = finding;
        if (otherImageId !== null) forest.join(imageId, otherImageId);
        if (groupId !== null) forest.joinBy(byGroup, groupId, imageId);
      }
    }
  }
  for (const name of attributes) {
    const byValue = new Map<string, number>();
    for (const [imageId, value] of reader.attributeOfEach(name)) {
      forest.joinBy(byValue, value, imageId);
    }
  }
  return forest.groups();
}

/** Sets of pictures that grow together (union by size with path halving, Tarjan and van Leeuwen 1984). */
class Forest {
  readonly #ids: Int32Array;
  readonly #rowOf = new Map<number, number>();
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  constructor(ids: Iterable<number>) {
    this.#ids = Int32Array.from(ids);
    this.#ids.forEach((id, row) => this.#rowOf.set(id, row));
    this.#parents = Int32Array.from(this.#ids.keys());
    this.#sizes = new Int32Array(this.#ids.length).fill(1);
  }

  /** Pictures that are not asked for join nothing. */
  join(first: number, second: number): void {
    let one = this.#root(this.#rowOf.get(first));
    let other = this.#root(this.#rowOf.get(second));
    if (one === undefined || other === undefined || one === other) return;
    const sizes = this.#sizes;
    if ((sizes[one] as number) < (sizes[other] as number)) {
      [one, other] = [other, one];
    }
    this.#parents[other] = one;
    sizes[one] = (sizes[one] as number) + (sizes[other] as number);
  }

  /** With the first picture that came under this key. */
  joinBy<K>(firstOf: Map<K, number>, key: K, imageId: number): void {
    if (!this.#rowOf.has(imageId)) return;
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, imageId);
    else this.join(first, imageId);
  }

  groups(): Map<number, number> {
    const numbers = new Map<number, number>();
    const groups = new Map<number, number>();
    this.#ids.forEach((id, row) => {
      const root = this.#root(row) as number;
      if ((this.#sizes[root] as number) < 2) return;
      const number = numbers.get(root) ?? numbers.size;
      numbers.set(root, number);
      groups.set(id, number);
    });
    return groups;
  }

  #root(row: number | undefined): number | undefined {
    if (row === undefined) return undefined;
    const parents = this.#parents;
    let at = row;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  }
}
