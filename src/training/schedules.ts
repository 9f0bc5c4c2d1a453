/**
 * Learning rate by step. Cosine decay: Ilya Loshchilov, Frank Hutter, SGDR: Stochastic gradient descent with warm restarts,
 * 2017, https://arxiv.org/abs/1608.03983; linear warm-up: Priya Goyal et al., Accurate, large minibatch SGD, 2017,
 * https://arxiv.org/abs/1706.02677.
 */

/** Step (0, 1 …) → learning rate. */
export type Schedule = (step: number) => number;

/**
 * Rises in a straight line for `warmUpSteps`, then falls along half a cosine to `rate · floor` at `totalSteps`.
 * @param options.warmUpSteps default 0
 * @param options.floor share of the rate that remains at the end, 0 to 1, default 0
 */
export function cosineSchedule(
  rate: number,
  totalSteps: number,
  options: { readonly warmUpSteps?: number; readonly floor?: number } = {},
): Schedule {
  const warmUp = options.warmUpSteps ?? 0;
  const floor = options.floor ?? 0;
  return (step) => {
    if (step < warmUp) return (rate * (step + 1)) / warmUp;
    const share = Math.min(
      1,
      (step - warmUp) / Math.max(1, totalSteps - warmUp),
    );
    return rate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * share)));
  };
}
