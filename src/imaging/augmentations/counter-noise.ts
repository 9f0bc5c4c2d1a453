/**
 * A random number for each place of a picture, from a seed and the place alone: MurmurHash3's finaliser (Austin Appleby, 2011, public
 * domain) on a Weyl sequence. Used where a picture takes more numbers than can be kept with what was drawn.
 */
export function noiseBits(seed: number, place: number): number {
  let h = (seed + Math.imul(place, 0x9e3779b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A seed that goes with what was drawn. */
export function drawSeed(random: { integer(limit: number): number }): number {
  return random.integer(4_294_967_296);
}

export const NORMAL_LEVELS = 4096;

function makeQuantiles(): Float32Array {
  const quantiles = new Float32Array(NORMAL_LEVELS);
  for (let i = 0; i < NORMAL_LEVELS; i++) {
    quantiles[i] = normalQuantile((i + 0.5) / NORMAL_LEVELS);
  }
  return quantiles;
}

/**
 * Inverse of the normal distribution: Peter Acklam's rational approximation (2003; relative error below 1.2e-9).
 * @param p between 0 and 1
 */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(TAIL_OVER, q) / polynomial([...TAIL_UNDER, 1], q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(MIDDLE_OVER, r) * q) / polynomial([...MIDDLE_UNDER, 1], r);
}

const MIDDLE_OVER = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269,
  -30.66479806614716, 2.506628277459239,
];
const MIDDLE_UNDER = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
  -13.28068155288572,
];
const TAIL_OVER = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838,
  -2.549732539343734, 4.374664141464968, 2.938163982698783,
];
const TAIL_UNDER = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996,
  3.754408661907416,
];

/** The standard normal distribution at the middles of 4,096 equally likely parts; reaches to ± 3.67. */
export const NORMAL_QUANTILES: Float32Array = makeQuantiles();

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
