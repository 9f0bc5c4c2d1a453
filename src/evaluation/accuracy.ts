import type { Interval } from "#api/base.ts";
import {
  predictedClasses,
  probabilityOf,
  type ScoredLabels,
} from "./scored-labels.ts";
import { wilsonInterval } from "./wilson-interval.ts";

/** Share of pictures whose most probable class is their label, with Wilson's 95 % interval; 0 of 0 gives 0 with the interval 0 to 1. */
export function accuracy(scored: ScoredLabels): Interval {
  return wilsonInterval(correctCount(scored), scored.labels.length);
}

/** Pictures whose most probable class is their label. */
function correctCount(scored: ScoredLabels): number {
  const predicted = predictedClasses(scored);
  let correct = 0;
  for (let row = 0; row < predicted.length; row++) {
    if (predicted[row] === scored.labels[row]) correct++;
  }
  return correct;
}

/**
 * Share of pictures whose label is among the k most probable classes, 0 to 1 (1 when there are at most k classes). Of equally
 * probable classes the earlier one ranks higher.
 */
export function topKAccuracy(scored: ScoredLabels, k: number): number {
  const { labels, classCount } = scored;
  if (labels.length === 0) return 0;
  let hits = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const own = probabilityOf(scored, row, label);
    let ahead = 0;
    for (let other = 0; other < classCount; other++) {
      const value = probabilityOf(scored, row, other);
      if (value > own || (value === own && other < label)) ahead++;
    }
    if (ahead < k) hits++;
  }
  return hits / labels.length;
}

/** Smallest and largest probability that enters the logarithm: float32's epsilon, as scikit-learn's `log_loss` clips float32 input. */
const CLIP = 2 ** -23;

/** Mean −ln p(label), in nats; 0 for no pictures. */
export function logLoss(scored: ScoredLabels): number {
  const { labels } = scored;
  if (labels.length === 0) return 0;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const p = probabilityOf(scored, row, labels[row] as number);
    sum -= Math.log(Math.min(Math.max(p, CLIP), 1 - CLIP));
  }
  return sum / labels.length;
}
