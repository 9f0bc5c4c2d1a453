import type {
  Check,
  CheckFacts,
  CheckFinding,
  CheckResult,
  CrossValidated,
  Remark,
} from "#engine/curation/check.ts";
import { neighboursVote } from "#engine/curation/neighbours-vote.ts";
import { percent } from "#engine/curation/unusual-pictures.ts";
import { accuracy, logLoss } from "#engine/evaluation/accuracy.ts";
import {
  combineProbabilities,
  isHeard,
} from "#engine/evaluation/combine-probabilities.ts";
import { findLabelErrors } from "#engine/evaluation/confident-learning.ts";
import {
  chooseCut,
  isGood,
  type TrialOutcome,
} from "#engine/evaluation/label-trial.ts";
import {
  probabilityOf,
  scoredLabels,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";

/** Without a trial: so many times as likely has another class to be. */
const USUAL_RATIO = 12;
/** From so many times the cut on, a label is likely wrong, not just possibly. */
const LIKELY_TIMES = 2;

export const likelyWrongLabels: Check = {
  id: "likely-wrong-labels",
  title: "Likely wrong labels",
  why: "A wrong label teaches the model something false, and makes every figure of its accuracy false.",
  severity: "high",
  usesLabels: true,
  needs: "probabilities",
  remedies: ["relabel-suggested", "relabel", "exclude"],
  run: async (facts) => {
    const { probabilities: judged, classes } = facts;
    if (judged === undefined) return { findings: [], remarks: [] };
    const { labels, classIds } = judged;
    const byHeads = scoredLabels(labels, judged.probabilities, classIds.length);
    if (accuracy(byHeads).low <= 1 / classIds.length) {
      return { findings: [], remarks: [AT_CHANCE] };
    }
    const scored = withNeighbours(facts, judged, judged);
    const trial =
      judged.trial &&
      chooseCut(
        withNeighbours(facts, judged, judged.trial),
        judged.trial.isPlanted,
      );
    const names = new Map(classes.map(({ id, name }) => [id, name]));
    return describe(
      judged,
      scored,
      trial,
      (label) => names.get(classIds[label]!) ?? "",
    );
  },
};

/** Heads and the vote of the neighbours together, each network and the vote counting alike; a vote that knows far less is not heard. */
function withNeighbours(
  { embeddings, neighbours }: CheckFacts,
  { imageIds, classIds, networks }: CrossValidated,
  { labels, probabilities }: Pick<CrossValidated, "labels" | "probabilities">,
): ScoredLabels {
  const classCount = classIds.length;
  const heads = scoredLabels(labels, probabilities, classCount);
  if (embeddings === undefined || neighbours === undefined) return heads;
  const vote = neighboursVote(
    imageIds,
    labels,
    classCount,
    embeddings,
    neighbours,
  );
  const voters = scoredLabels(labels, vote, classCount);
  if (!isHeard(logLoss(voters), logLoss(heads))) return heads;
  return scoredLabels(
    labels,
    combineProbabilities([probabilities, vote], classCount, [
      networks.length,
      1,
    ]),
    classCount,
  );
}

function describe(
  { imageIds, classIds, labels, networks }: CrossValidated,
  scored: ScoredLabels,
  trial: TrialOutcome | undefined,
  nameOf: (label: number) => string,
): CheckResult {
  const leastRatio = trial?.leastRatio ?? USUAL_RATIO;
  const likelyQuality = 1 / (1 + LIKELY_TIMES * leastRatio);
  const isTrusted = trial === undefined || isGood(trial);
  const say = (row: number, label: number) =>
    `“${nameOf(label)}” (${percent(probabilityOf(scored, row, label))})`;
  const findings = findLabelErrors(scored, { leastRatio }).map(
    ({ row, suggested, quality }): CheckFinding => {
      const given = labels[row]!;
      return {
        imageId: imageIds[row]!,
        otherImageId: null,
        score: 1 - quality,
        classId: classIds[given]!,
        details: {
          sureness:
            isTrusted && quality <= likelyQuality ? "likely" : "possible",
          message: `By what other pictures taught ${networks.join(" and ")} it is ${say(row, suggested)} and not ${say(row, given)}.`,
          suggestedClassId: classIds[suggested]!,
        },
      };
    },
  );
  const remarks =
    trial === undefined || (findings.length === 0 && isTrusted)
      ? []
      : [remarkOn(trial, networks)];
  return { findings, remarks };
}

/** How far the findings can be believed. */
function remarkOn(trial: TrialOutcome, networks: readonly string[]): Remark {
  const { called, found, planted } = trial;
  const tried = `In a trial ${planted} labels were changed on purpose; of ${called} that were then called doubtful, ${found} were among them.`;
  return isGood(trial)
    ? { code: "labels/trial", message: tried, sureness: "likely" }
    : {
        code: "labels/weak-judge",
        message: `${tried} ${networks.join(" and ")} cannot tell these classes apart well enough to judge labels, so look at this list with doubt. A larger pretrained network (Model screen) is asked as well as soon as it is on this machine.`,
        sureness: "possible",
      };
}

/** A head that knows nothing has no say in which labels are wrong. */
const AT_CHANCE: Remark = {
  code: "labels/at-chance",
  message:
    "What the pretrained networks see is close to chance for these classes, so no label is called doubtful. Add pictures, or get a larger network in the Model screen.",
  sureness: "possible",
};
