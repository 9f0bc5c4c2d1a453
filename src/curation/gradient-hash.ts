import { resizeTriangle } from "#engine/imaging/triangle-resize.ts";

import { HASH_WORDS } from "./picture-columns.ts";

/**
 * A hash that stays nearly the same when a picture is resized, compressed or brightened, and whose eight orientations follow from it.
 *
 * After the difference hash (Neal Krawetz, Kind of Like That, 2013, hackerfactor.com): is the next pixel of a small gray version brighter?
 * Ours also looks down the columns, and has a third answer: neither brighter nor darker by more than a margin. A mirrored or turned
 * picture then asks the same questions in another order, so that its hash is a permutation of the bits; in the plain difference hash the
 * flat parts of a picture (a white background) answer at random, and those of a turned picture cannot be had at all.
 * Of 8 × 8 pixels: 2 × 7 × 8 questions, two bits each, 224 bits in 256.
 */
export const HASH_BITS = 224;

const SIDE = 8;
const QUESTIONS = 2 * SIDE * (SIDE - 1);
/** What counts as neither brighter nor darker: this many levels, and this part of the small version's standard deviation. */
const MARGIN_LEVELS = 1;
const MARGIN_OF_DEVIATION = 0.08;

/** The ways in which a copy can lie; index is the number of `orientedHash`. */
export const ORIENTATIONS = [
  "as it is",
  "mirrored",
  "turned upside down",
  "flipped",
  "turned and mirrored",
  "turned to the right",
  "turned and flipped",
  "turned to the left",
] as const;

/**
 * @param pixels RGB8, [height, width, 3]
 * @returns [HASH_WORDS]
 */
export function gradientHash(
  pixels: Uint8Array,
  width: number,
  height: number,
): Uint32Array {
  const box = { left: 0, top: 0, width, height };
  const small = resizeTriangle(pixels, width, box, SIDE, SIDE);
  const light = Float32Array.from(
    { length: SIDE * SIDE },
    (_, i) =>
      0.299 * small[i * 3]! +
      0.587 * small[i * 3 + 1]! +
      0.114 * small[i * 3 + 2]!,
  );
  const mean = light.reduce((sum, value) => sum + value, 0) / light.length;
  const variance =
    light.reduce((sum, value) => sum + (value - mean) ** 2, 0) / light.length;
  const margin = MARGIN_LEVELS + MARGIN_OF_DEVIATION * Math.sqrt(variance);
  const hash = new Uint32Array(HASH_WORDS);
  for (const { question, from, to } of questions()) {
    const step = light[to]! - light[from]!;
    if (step > margin) setBit(hash, question);
    else if (step < -margin) setBit(hash, QUESTIONS + question);
  }
  return hash;
}

/**
 * The hash of the same picture in another orientation, written into `target`.
 * @param hashes [pictures, HASH_WORDS]
 * @param orientation index into `ORIENTATIONS`
 */
export function orientedHash(
  hashes: Uint32Array,
  row: number,
  orientation: number,
  target: Uint32Array,
): void {
  const order = BIT_ORDERS[orientation]!;
  target.fill(0);
  for (let word = 0; word < HASH_WORDS; word++) {
    let left = hashes[row * HASH_WORDS + word]!;
    while (left !== 0) {
      const low = 31 - Math.clz32(left & -left);
      setBit(target, order[word * 32 + low]!);
      left &= left - 1;
    }
  }
}

/** Where a pixel of a square of `side` pixels comes to lie in an orientation. @returns [row, column] */
export function orientedPlace(
  orientation: number,
  row: number,
  column: number,
  side: number,
): readonly [number, number] {
  const last = side - 1;
  switch (orientation) {
    case 1:
      return [row, last - column];
    case 2:
      return [last - row, last - column];
    case 3:
      return [last - row, column];
    case 4:
      return [column, row];
    case 5:
      return [column, last - row];
    case 6:
      return [last - column, last - row];
    case 7:
      return [last - column, row];
    default:
      return [row, column];
  }
}

/** Of each orientation: bit of the hash → bit of the oriented one. */
export const BIT_ORDERS: readonly Uint8Array[] = ORIENTATIONS.map(
  (_, orientation) => {
    const byEnds = new Map(
      questions().map(({ question, from, to }) => [`${from}>${to}`, question]),
    );
    const order = new Uint8Array(HASH_BITS);
    const move = (place: number) => {
      const [row, column] = orientedPlace(
        orientation,
        Math.floor(place / SIDE),
        place % SIDE,
        SIDE,
      );
      return row * SIDE + column;
    };
    for (const { question, from, to } of questions()) {
      const forward = byEnds.get(`${move(from)}>${move(to)}`);
      const backward = byEnds.get(`${move(to)}>${move(from)}`);
      const target = forward ?? backward ?? 0;
      const isSwapped = forward === undefined;
      order[question] = target + (isSwapped ? QUESTIONS : 0);
      order[QUESTIONS + question] = target + (isSwapped ? 0 : QUESTIONS);
    }
    return order;
  },
);

/** Each pixel with the next one in its row, then with the next one in its column. */
function questions(): { question: number; from: number; to: number }[] {
  const pairs: { question: number; from: number; to: number }[] = [];
  const add = (from: number, to: number) =>
    pairs.push({ question: pairs.length, from, to });
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE - 1; column++) {
      add(row * SIDE + column, row * SIDE + column + 1);
    }
  }
  for (let row = 0; row < SIDE - 1; row++) {
    for (let column = 0; column < SIDE; column++) {
      add(row * SIDE + column, (row + 1) * SIDE + column);
    }
  }
  return pairs;
}

function setBit(hash: Uint32Array, bit: number): void {
  hash[bit >> 5]! |= 1 << (bit & 31);
}
