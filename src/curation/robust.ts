/** A number times the median absolute deviation is the standard deviation of a normal distribution (Hampel 1974; Leys et al. 2013, doi.org/10.1016/j.jesp.2013.03.013). */
const DEVIATIONS_TO_SIGMA = 1.4826;

/** The middle value and the spread of most of the values, which a few strange ones do not move. */
export interface RobustSpread {
  readonly median: number;
  /** As a standard deviation, from the median absolute deviation. */
  readonly sigma: number;
}

/** @param values at least one; not changed */
export function robustSpread(values: Float32Array): RobustSpread {
  const median = middleOf(values.slice());
  const deviations = values.map((value) => Math.abs(value - median));
  return { median, sigma: DEVIATIONS_TO_SIGMA * middleOf(deviations) };
}

function middleOf(values: Float32Array): number {
  values.sort();
  const half = values.length >> 1;
  const upper = values[half] ?? 0;
  return values.length % 2 === 1
    ? upper
    : ((values[half - 1] ?? 0) + upper) / 2;
}
