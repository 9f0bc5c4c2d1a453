import type { Check, CheckFinding, Remark } from "#engine/curation/check.ts";
import { percent } from "#engine/curation/unusual-pictures.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import { findLabelErrors } from "#engine/evaluation/confident-learning.ts";
import {
  probabilityOf,
  scoredLabels,
} from "#engine/evaluation/scored-labels.ts";

/**
 * Below it another class is sixteen times as likely. Of labels changed at random (5 and 10 %, clothing-10 and sign-digits-10), half to
 * nine tenths of those below it were wrong indeed (test/bench/label-errors.ts).
 */
const LIKELY_QUALITY = 1 / 17;

export const likelyWrongLabels: Check = {
  id: "likely-wrong-labels",
  title: "Likely wrong labels",
  why: "A wrong label teaches the model something false, and makes every figure of its accuracy false.",
  severity: "high",
  usesLabels: true,
  needs: "probabilities",
  remedies: ["relabel-suggested", "relabel", "exclude"],
  run: async ({ probabilities: judged, classes }) => {
    if (judged === undefined) return { findings: [], remarks: [] };
    const { imageIds, classIds, labels } = judged;
    const scored = scoredLabels(labels, judged.probabilities, classIds.length);
    if (accuracy(scored).low <= 1 / classIds.length) {
      return { findings: [], remarks: [AT_CHANCE] };
    }
    const names = new Map(classes.map(({ id, name }) => [id, name]));
    const say = (row: number, label: number) =>
      `“${names.get(classIds[label]!) ?? ""}” (${percent(probabilityOf(scored, row, label))})`;
    const findings = findLabelErrors(scored).map(
      ({ row, suggested, quality }): CheckFinding => {
        const given = labels[row]!;
        return {
          imageId: imageIds[row]!,
          otherImageId: null,
          score: 1 - quality,
          classId: classIds[given]!,
          details: {
            sureness: quality <= LIKELY_QUALITY ? "likely" : "possible",
            message: `A model that did not learn from it takes it for ${say(row, suggested)} and not for ${say(row, given)}.`,
            suggestedClassId: classIds[suggested]!,
          },
        };
      },
    );
    return { findings, remarks: [] };
  },
};

/** A head that knows nothing has no say in which labels are wrong. */
const AT_CHANCE: Remark = {
  code: "labels/at-chance",
  message:
    "The instant baseline is close to chance, so no label is called doubtful. Add pictures, or train a network: it can learn what the built-in features do not show.",
  sureness: "possible",
};
