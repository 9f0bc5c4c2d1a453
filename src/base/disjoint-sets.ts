/** Joins things into groups (disjoint sets with path halving: Tarjan & van Leeuwen 1984, doi.org/10.1145/62.2160). */
export class DisjointSets {
  readonly #parents = new Map<number, number>();

  join(first: number, second: number): void {
    const a = this.rootOf(first);
    const b = this.rootOf(second);
    // The smallest member names its group, so that the name does not depend on the order of joining.
    if (a !== b) this.#parents.set(Math.max(a, b), Math.min(a, b));
  }

  /** The smallest member of the group. */
  rootOf(member: number): number {
    let at = member;
    for (;;) {
      const parent = this.#parents.get(at) ?? at;
      if (parent === at) return at;
      const next = this.#parents.get(parent) ?? parent;
      this.#parents.set(at, next);
      at = next;
    }
  }

  /** The members of each group by its smallest; one that was never joined is a group of its own. */
  members(all: Iterable<number>): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (const member of new Set(all)) {
      const root = this.rootOf(member);
      const group = groups.get(root);
      if (group) group.push(member);
      else groups.set(root, [member]);
    }
    return groups;
  }
}
