/** Weights beyond three standard deviations are left out. */
const REACH = 3;

/**
 * A Gaussian bell in whole steps, as torchvision's `gaussian_blur` has it.
 * @param sigma standard deviation in pixels, above 0
 * @returns weights of −radius … radius, which sum to 1
 */
export function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.max(1, Math.ceil(REACH * sigma));
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - radius) / sigma) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The place inside that a place beyond the edge mirrors, the edge itself not doubled: dcb|abcd|cba. */
export function reflected(position: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const inPeriod = ((position % period) + period) % period;
  return inPeriod < size ? inPeriod : period - inPeriod;
}
