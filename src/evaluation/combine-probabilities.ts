/** A judge whose log loss is so many times that of the best only blurs what the others say. */
const MOST_LOSS = 1.3;
/** Below it, one voice alone must not decide. */
const LEAST = 1e-6;

/**
 * What several judges say together: the geometric mean of their probabilities, so that what is improbable to one is improbable to all
 * (logarithmic opinion pool: Christian Genest, James V. Zidek, Combining Probability Distributions, 1986, doi.org/10.1214/ss/1177013825).
 * @param judges each [rows × classCount]
 * @param weights of the judges; their sum does not matter
 */
export function combineProbabilities(
  judges: readonly Float32Array[],
  classCount: number,
  weights: readonly number[] = judges.map(() => 1),
): Float32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const length = judges[0]?.length ?? 0;
  const combined = new Float32Array(length);
  for (let start = 0; start < length; start += classCount) {
    let sum = 0;
    for (let at = start; at < start + classCount; at++) {
      let log = 0;
      judges.forEach((judge, i) => {
        log +=
          (weights[i] as number) *
          Math.log(Math.max(LEAST, judge[at] as number));
      });
      const value = Math.exp(log / total);
      combined[at] = value;
      sum += value;
    }
    for (let at = start; at < start + classCount; at++) {
      combined[at] = (combined[at] as number) / sum;
    }
  }
  return combined;
}

/** Whether a judge is good enough beside the best one to be heard at all; both by their log loss. */
export function isHeard(loss: number, best: number): boolean {
  return loss <= MOST_LOSS * best;
}
