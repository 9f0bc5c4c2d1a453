/** Of the first table; doubled when half full. */
const FIRST_SLOTS = 1 << 10;

/**
 * Remembers which strings it has seen, as 64-bit hashes in one flat table: 16 to 32 bytes each, however long they are. That two of a
 * million strings are taken for one has a chance of 3 in 100 million.
 */
export class NameIndex {
  #slots = new Uint32Array(2 * FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns whether it is new */
  add(name: string): boolean {
    const at = this.#slotOf(first(name), second(name));
    if (!this.#isFree(at)) return false;
    this.#slots[at] = first(name);
    this.#slots[at + 1] = second(name);
    this.#size++;
    if (2 * this.#size > this.#slots.length / 2) this.#grow();
    return true;
  }

  has(name: string): boolean {
    return !this.#isFree(this.#slotOf(first(name), second(name)));
  }

  /** Where a pair of hashes stands, or the free place where it would. */
  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length / 2 - 1;
    let place = low & mask;
    for (;;) {
      const at = 2 * place;
      if (this.#isFree(at)) return at;
      if (this.#slots[at] === high && this.#slots[at + 1] === low) return at;
      place = (place + 1) & mask;
    }
  }

  #isFree(at: number): boolean {
    return this.#slots[at] === 0;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(2 * before.length);
    for (let at = 0; at < before.length; at += 2) {
      const [high = 0, low = 0] = [before[at], before[at + 1]];
      if (high === 0) continue;
      const place = this.#slotOf(high, low);
      this.#slots[place] = high;
      this.#slots[place + 1] = low;
    }
  }
}

/** Never 0, which stands for a free place. */
function first(name: string): number {
  return hash(name, 0x811c9dc5) || 1;
}

function second(name: string): number {
  return hash(name, 0x2f0b4c47);
}

/** FNV-1a over code units, with the last mixing steps of MurmurHash3 so that every bit counts. */
function hash(name: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < name.length; i++) {
    value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
