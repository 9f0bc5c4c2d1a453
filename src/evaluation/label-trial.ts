import { createRandom } from "#engine/base/random.ts";
import { findLabelErrors } from "./confident-learning.ts";
import type { ScoredLabels } from "./scored-labels.ts";

/** Labels of which some were changed on purpose, to see how well such are found. */
export interface PlantedLabels {
  readonly labels: Int32Array;
  /** 1 where the label was changed. */
  readonly isPlanted: Uint8Array;
}

/** How the trial ended at a cut. */
export interface TrialOutcome {
  readonly leastRatio: number;
  /** Labels that were called doubtful, and those of them that were changed; what was wrong before counts as a false alarm. */
  readonly called: number;
  readonly found: number;
  readonly planted: number;
}

/** One label in so many is changed. */
const ONE_IN = 20;
/** Fewer than this say little. */
const LEAST_PLANTED = 10;
/** From generous to strict. */
const RATIOS = [6, 12, 24, 48, 96];
/**
 * Where the set has as many wrong labels of its own as were changed, those that are found count as false alarms here; with a third of
 * hits there are as many others that are wrong indeed, so that of what a person is shown then at least half is wrong.
 */
const LEAST_PRECISION = 1 / 3;

/** Changes one label in twenty to another class at random; null where that would be too few to learn from. */
export function plantWrongLabels(
  labels: Int32Array,
  classCount: number,
  seed: number,
): PlantedLabels | null {
  const wanted = Math.round(labels.length / ONE_IN);
  if (wanted < LEAST_PLANTED || classCount < 2) return null;
  const random = createRandom("planted labels", seed);
  const changed = labels.slice();
  const isPlanted = new Uint8Array(labels.length);
  for (let planted = 0; planted < wanted;) {
    const row = random.integer(labels.length);
    if (isPlanted[row] === 1) continue;
    const shift = 1 + random.integer(classCount - 1);
    changed[row] = ((labels[row] as number) + shift) % classCount;
    isPlanted[row] = 1;
    planted++;
  }
  return { labels: changed, isPlanted };
}

/**
 * The most generous cut at which at least a third of the labels called doubtful were the changed ones; where there is none, the strictest.
 * @param scored the changed labels under models that learnt from them
 */
export function chooseCut(
  scored: ScoredLabels,
  isPlanted: Uint8Array,
): TrialOutcome {
  const outcomes = RATIOS.map((leastRatio) =>
    tryCut(scored, isPlanted, leastRatio),
  );
  return (
    outcomes.find((one) => isGood(one)) ?? (outcomes.at(-1) as TrialOutcome)
  );
}

/** Whether at least a third of what was called doubtful was changed indeed. */
export function isGood({ called, found }: TrialOutcome): boolean {
  return called > 0 && found >= LEAST_PRECISION * called;
}

function tryCut(
  scored: ScoredLabels,
  isPlanted: Uint8Array,
  leastRatio: number,
): TrialOutcome {
  const called = findLabelErrors(scored, { leastRatio });
  return {
    leastRatio,
    called: called.length,
    found: called.filter(({ row }) => isPlanted[row] === 1).length,
    planted: isPlanted.reduce((sum, is) => sum + is, 0),
  };
}
