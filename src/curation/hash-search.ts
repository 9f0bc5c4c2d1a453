import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { countBits } from "#engine/base/bits.ts";

import {
  BIT_ORDERS,
  HASH_BITS,
  ORIENTATIONS,
  orientedHash,
} from "./gradient-hash.ts";
import { HASH_WORDS } from "./picture-columns.ts";

/**
 * Multi-index hashing (Norouzi, Punjani, Fleet: Fast Search in Hamming Space with Multi-Index Hashing, CVPR 2012, arxiv.org/abs/1307.2982).
 * The bits are dealt out to 8 parts. By the pigeonhole principle two hashes that differ in at most 15 bits have a part in which they
 * differ in at most one, so that one look-up of each part as it is and with each of its bits left out finds every such pair. For
 * mirrored and turned copies, only the parts as they are: every pair within 7 bits, most of those beyond.
 */
export interface HashPair {
  /** Rows of `hashes`, first < second. */
  readonly first: number;
  readonly second: number;
  readonly distance: number;
  /** Index into `ORIENTATIONS`: how the first has to be turned to look like the second. */
  readonly orientation: number;
}

export const MAX_DISTANCE = 15;

const PARTS = 8;
const PART_BITS = HASH_BITS / PARTS;
/** A picture of hardly any structure looks like every other one of its kind; it is found as such (low information). */
const MIN_SET_BITS = 16;
/** Of pictures with the same part, this many neighbours in the order of whole hashes are compared, so that crowds do not cost squares. */
const MAX_COMPARED = 256;
/**
 * Of more pictures with the very same hash, the others are paired with the first and with the one before them: enough to join them into a
 * group, and a thousand copies of a picture do not make half a million pairs.
 */
const MAX_SAME = 8;
/** Far more than a person looks at; what is beyond is left out. */
const MAX_PAIRS = 2_000_000;
/** Rows between two looks at the signal. */
const SLICE_ROWS = 200_000;

/**
 * Pairs of pictures whose hashes differ in at most `MAX_DISTANCE` bits, in any of the 8 orientations. Time and memory grow linearly.
 * @param hashes [pictures, HASH_WORDS]
 * @param isUsed 1 for the rows to compare
 * @throws CancelledError
 */
export async function findHashPairs(
  hashes: Uint32Array,
  isUsed: Uint8Array,
  control: {
    readonly signal: AbortSignal;
    readonly onProgress: ReportProgress;
  },
): Promise<HashPair[]> {
  const { rows, crowded } = withoutCrowds(hashes, usefulRows(hashes, isUsed));
  const search = new Search(hashes, rows);
  for (const [row, other] of crowded) search.keep(row, other, 0, 0);
  const passes = PARTS * (PART_BITS + 1);
  for (let part = 0; part < PARTS; part++) {
    const keys = search.keysOf(part);
    await search.compareTurned(keys, part, control);
    for (let ignored = -1; ignored < PART_BITS; ignored++) {
      await search.compareAlike(keys, ignored, control);
      control.onProgress({
        phase: "Looking for copies",
        done: part * (PART_BITS + 1) + ignored + 2,
        total: passes,
        unit: "passes",
      });
    }
  }
  return search.pairs();
}

class Search {
  readonly #hashes: Uint32Array;
  readonly #rows: Int32Array;
  readonly #head: Int32Array;
  readonly #next: Int32Array;
  readonly #shift: number;
  readonly #turned = new Uint32Array(HASH_WORDS);
  readonly #found = new Map<number, HashPair>();

  constructor(hashes: Uint32Array, rows: Int32Array) {
    this.#hashes = hashes;
    this.#rows = rows;
    const bits = Math.max(4, Math.ceil(Math.log2(rows.length * 2 + 1)));
    this.#head = new Int32Array(2 ** bits);
    this.#next = new Int32Array(rows.length);
    this.#shift = 32 - bits;
  }

  pairs(): HashPair[] {
    return [...this.#found.values()];
  }

  /** The bits of a part of every row's hash. */
  keysOf(part: number): Int32Array {
    return this.#rows.map((row) => partOf(this.#hashes, row, part));
  }

  /** Compares rows whose part is the same but for one bit; −1: wholly the same. */
  async compareAlike(
    keys: Int32Array,
    ignored: number,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> {
    const mask = ignored < 0 ? -1 : ~(1 << ignored);
    this.#head.fill(-1);
    for (let at = 0; at < keys.length; at++) {
      if (at % SLICE_ROWS === 0) await pause(signal);
      const key = keys[at]! & mask;
      const slot = Math.imul(key, 0x9e3779b1) >>> this.#shift;
      let compared = 0;
      for (
        let other = this.#head[slot]!;
        other >= 0 && compared < MAX_COMPARED;
        other = this.#next[other]!
      ) {
        if ((keys[other]! & mask) !== key) continue;
        compared += 1;
        // Those that agree in the ignored bit too were compared in the first pass.
        if (ignored >= 0 && keys[other] === keys[at]) continue;
        this.#compare(this.#hashes, this.#rows[at]!, this.#rows[other]!, 0);
      }
      this.#next[at] = this.#head[slot]!;
      this.#head[slot] = at;
    }
  }

  /** Compares every row, mirrored and turned, with the rows whose part is the same. */
  async compareTurned(
    keys: Int32Array,
    part: number,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> {
    this.#head.fill(-1);
    for (let at = 0; at < keys.length; at++) {
      const slot = Math.imul(keys[at]!, 0x9e3779b1) >>> this.#shift;
      this.#next[at] = this.#head[slot]!;
      this.#head[slot] = at;
    }
    for (let turn = 1; turn < ORIENTATIONS.length; turn++) {
      const sources = sourceBits(turn, part);
      for (let at = 0; at < keys.length; at++) {
        if (at % SLICE_ROWS === 0) await pause(signal);
        this.#compareTurnedRow(keys, at, turn, sources);
      }
    }
  }

  #compareTurnedRow(
    keys: Int32Array,
    at: number,
    turn: number,
    sources: Uint8Array,
  ): void {
    const row = this.#rows[at]!;
    const key = gatherBits(this.#hashes, row, sources);
    const slot = Math.imul(key, 0x9e3779b1) >>> this.#shift;
    let compared = 0;
    for (
      let other = this.#head[slot]!;
      other >= 0 && compared < MAX_COMPARED;
      other = this.#next[other]!
    ) {
      if (keys[other] !== key || other >= at) continue;
      if (compared === 0) orientedHash(this.#hashes, row, turn, this.#turned);
      compared += 1;
      this.#compare(this.#turned, row, this.#rows[other]!, turn);
    }
  }

  #compare(
    hashes: Uint32Array,
    row: number,
    other: number,
    orientation: number,
  ): void {
    const start = orientation === 0 ? row * HASH_WORDS : 0;
    let distance = 0;
    for (let word = 0; word < HASH_WORDS; word++) {
      distance += countBits(
        hashes[start + word]! ^ this.#hashes[other * HASH_WORDS + word]!,
      );
      if (distance > MAX_DISTANCE) return;
    }
    this.keep(row, other, distance, orientation);
  }

  keep(row: number, other: number, distance: number, turn: number): void {
    const isInOrder = row < other;
    const first = isInOrder ? row : other;
    const second = isInOrder ? other : row;
    // Turning the other one instead: only quarter turns differ from their own inverse.
    const orientation = isInOrder
      ? turn
      : turn === 5
        ? 7
        : turn === 7
          ? 5
          : turn;
    const key = first * 2 ** 26 + second;
    const known = this.#found.get(key);
    if (
      known &&
      (known.distance < distance ||
        (known.distance === distance && known.orientation <= orientation))
    ) {
      return;
    }
    if (!known && this.#found.size >= MAX_PAIRS) return;
    this.#found.set(key, { first, second, distance, orientation });
  }
}

/** Rows with structure, in the order of their hashes, so that equal ones are side by side. */
function usefulRows(hashes: Uint32Array, isUsed: Uint8Array): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < isUsed.length; row++) {
    if (isUsed[row] !== 1) continue;
    let bits = 0;
    for (let word = 0; word < HASH_WORDS; word++) {
      bits += countBits(hashes[row * HASH_WORDS + word]!);
    }
    if (bits >= MIN_SET_BITS) rows.push(row);
  }
  return Int32Array.from(rows).toSorted(
    (a, b) => compareHashes(hashes, a, b) || a - b,
  );
}

/** @param rows in the order of their hashes */
function withoutCrowds(
  hashes: Uint32Array,
  rows: Int32Array,
): { rows: Int32Array; crowded: (readonly [number, number])[] } {
  const crowded: (readonly [number, number])[] = [];
  let first = 0;
  const kept = rows.filter((row, at) => {
    if (compareHashes(hashes, rows[first]!, row) !== 0) first = at;
    if (at - first < MAX_SAME) return true;
    crowded.push([rows[first]!, row], [rows[at - 1]!, row]);
    return false;
  });
  return { rows: kept, crowded };
}

function compareHashes(hashes: Uint32Array, a: number, b: number): number {
  for (let word = 0; word < HASH_WORDS; word++) {
    const difference =
      hashes[a * HASH_WORDS + word]! - hashes[b * HASH_WORDS + word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Bits part, part + 8, part + 16 … of a hash: from all over the picture. */
function partOf(hashes: Uint32Array, row: number, part: number): number {
  let key = 0;
  for (let word = 0; word < HASH_BITS / 32; word++) {
    const bits = hashes[row * HASH_WORDS + word]! >>> part;
    const four =
      (bits & 1) |
      ((bits >>> 7) & 2) |
      ((bits >>> 14) & 4) |
      ((bits >>> 21) & 8);
    key |= four << (word * 4);
  }
  return key;
}

/** From which bits of a hash the part of the turned hash is made, in the order of `partOf`. */
function sourceBits(turn: number, part: number): Uint8Array {
  const order = BIT_ORDERS[turn]!;
  return Uint8Array.from({ length: PART_BITS }, (_, bit) =>
    order.indexOf((bit >> 2) * 32 + (bit & 3) * 8 + part),
  );
}

function gatherBits(
  hashes: Uint32Array,
  row: number,
  sources: Uint8Array,
): number {
  let key = 0;
  for (let bit = 0; bit < PART_BITS; bit++) {
    const source = sources[bit]!;
    const word = hashes[row * HASH_WORDS + (source >> 5)]!;
    key |= ((word >>> (source & 31)) & 1) << bit;
  }
  return key;
}

async function pause(signal: AbortSignal): Promise<void> {
  await new Promise(setImmediate);
  throwIfCancelled(signal);
}
