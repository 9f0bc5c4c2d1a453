import { createRandom, shuffled } from "#engine/base/random.ts";
import type { Sample } from "./training-set.ts";

/** Of a class with pictures enough, so that cross-validation has one to learn from and one to judge. */
const LEAST_PER_CLASS = 2;

/**
 * Some of the samples with nearly the same share of every class, in their own order; all of them when there are no more than `most`.
 * @param most about how many; exceeded only where two of each class are already more
 */
export function stratifiedChoice(
  samples: readonly Sample[],
  most: number,
  seed: number,
): Sample[] {
  if (samples.length <= most) return [...samples];
  const share = most / samples.length;
  const chosen = new Set<Sample>();
  for (const [label, own] of Map.groupBy(samples, (one) => one.label)) {
    const count = Math.max(LEAST_PER_CLASS, Math.floor(own.length * share));
    const random = createRandom(seed, "choice", label);
    for (const sample of shuffled(own, random).slice(0, count)) {
      chosen.add(sample);
    }
  }
  return samples.filter((sample) => chosen.has(sample));
}
