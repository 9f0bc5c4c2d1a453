import { SMALL_SIDE } from "./small-side.ts";

/** How one picture lies in another one: turned, enlarged and moved. */
export interface Placement {
  /** Pearson's correlation where the two overlap, −1 to 1. */
  readonly likeness: number;
  /** Degrees. */
  readonly angle: number;
  /** Above 1: the second is a part of the first. */
  readonly scale: number;
  readonly right: number;
  readonly down: number;
}

const ANGLES = [0, -5, 5, -10, 10, -15, 15, -20, 20];
const SCALES = [1, 0.95, 1.05, 0.9, 1.11, 0.84, 1.18, 0.78, 1.28, 0.7, 1.4];
/** Pixels of the small versions. */
const SHIFTS = [-6, -4, -2, 0, 2, 4, 6];
/** Less than this share of the second inside the first says nothing. */
const LEAST_OVERLAP = 0.5;
/** Every other pixel suffices to find the place; all of them judge it. */
const COARSE_STEP = 2;
const BEST_KEPT = 6;

/**
 * The place at which the second picture looks most like a part of the first, or the first like a part of the second: an exhaustive search
 * over turns of up to 20°, sizes of 70 to 140 % and shifts, then a finer one around the best (image registration by normalised correlation;
 * Zitová & Flusser 2003, doi.org/10.1016/S0262-8856(03)00137-9).
 * @param first gray, [SMALL_SIDE, SMALL_SIDE] @param second the same
 */
export function register(first: Uint8Array, second: Uint8Array): Placement {
  const found: Placement[] = [];
  for (const angle of ANGLES) {
    for (const scale of SCALES) {
      for (const right of SHIFTS) {
        for (const down of SHIFTS) {
          const place = { angle, scale, right, down };
          const likeness = likenessAt(first, second, place, COARSE_STEP);
          const worst = found[BEST_KEPT - 1]?.likeness ?? -1;
          if (likeness <= worst) continue;
          found.push({ ...place, likeness });
          found.sort((a, b) => b.likeness - a.likeness);
          found.length = Math.min(found.length, BEST_KEPT);
        }
      }
    }
  }
  return found
    .map((place) => refine(first, second, place))
    .reduce((a, b) => (b.likeness > a.likeness ? b : a));
}

/** Steps downhill in each direction by turns, with steps that shrink. */
function refine(
  first: Uint8Array,
  second: Uint8Array,
  start: Placement,
): Placement {
  let best = { ...start, likeness: likenessAt(first, second, start, 1) };
  for (const size of [1, 0.5, 0.25]) {
    for (const step of [
      { angle: 2.5 * size },
      { angle: -2.5 * size },
      { scale: 1 + 0.04 * size },
      { scale: 1 / (1 + 0.04 * size) },
      { right: size },
      { right: -size },
      { down: size },
      { down: -size },
    ]) {
      const next = {
        angle: best.angle + (step.angle ?? 0),
        scale: best.scale * (step.scale ?? 1),
        right: best.right + (step.right ?? 0),
        down: best.down + (step.down ?? 0),
      };
      const likeness = likenessAt(first, second, next, 1);
      if (likeness > best.likeness) best = { ...next, likeness };
    }
  }
  return best;
}

function likenessAt(
  first: Uint8Array,
  second: Uint8Array,
  { angle, scale, right, down }: Omit<Placement, "likeness">,
  step: number,
): number {
  const middle = (SMALL_SIDE - 1) / 2;
  const radians = (angle * Math.PI) / 180;
  const cosine = Math.cos(radians) / scale;
  const sine = Math.sin(radians) / scale;
  let [count, tried, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0, 0];
  for (let row = 0; row < SMALL_SIDE; row += step) {
    for (let column = 0; column < SMALL_SIDE; column += step) {
      tried += 1;
      const y = row - middle;
      const x = column - middle;
      const fromX = middle + cosine * x - sine * y + right;
      const fromY = middle + sine * x + cosine * y + down;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      if (left < 0 || top < 0) continue;
      if (left >= SMALL_SIDE - 1 || top >= SMALL_SIDE - 1) continue;
      const u = fromX - left;
      const v = fromY - top;
      const at = top * SMALL_SIDE + left;
      const value =
        (first[at]! * (1 - u) + first[at + 1]! * u) * (1 - v) +
        (first[at + SMALL_SIDE]! * (1 - u) + first[at + SMALL_SIDE + 1]! * u) *
          v;
      const other = second[row * SMALL_SIDE + column]!;
      count += 1;
      a += value;
      b += other;
      aa += value * value;
      bb += other * other;
      ab += value * other;
    }
  }
  if (count < LEAST_OVERLAP * tried) return -1;
  const spread = (aa - (a * a) / count) * (bb - (b * b) / count);
  return spread <= 0 ? 0 : (ab - (a * b) / count) / Math.sqrt(spread);
}
