import { describe, expect, it } from "vitest";

import { accuracy, logLoss } from "#engine/evaluation/accuracy.ts";
import {
  expectedCalibrationError,
  reliabilityTable,
} from "#engine/evaluation/calibration.ts";
import { confusionMatrix } from "#engine/evaluation/confusion-matrix.ts";
import { leastLabelProbability } from "#test/helpers/self-confidence.ts";
import { predictedClasses } from "#engine/evaluation/scored-labels.ts";
import {
  readPublishedPredictions,
  readVotes,
} from "#test/helpers/published-predictions.ts";
import { hasTestData } from "#test/helpers/test-data.ts";

describe.skipIf(!hasTestData("oracles/label-errors"))(
  "figures of published predictions (cleanlab/label-errors)",
  () => {
    it("reaches the published figures of CIFAR-10", () => {
      const scored = readPublishedPredictions("cifar10");
      expect(accuracy(scored).value).toBeCloseTo(0.9294, 10);
      expect(logLoss(scored)).toBeCloseTo(0.2492, 4);
      expect(expectedCalibrationError(reliabilityTable(scored))).toBeCloseTo(
        0.0326,
        4,
      );
      const matrix = confusionMatrix(
        scored.labels,
        predictedClasses(scored),
        10,
      );
      expect(matrix.map((row, index) => row[index])).toEqual([
        937, 955, 925, 846, 941, 884, 948, 952, 969, 937,
      ]);
    });

    it("reaches the published figures of MNIST", () => {
      const scored = readPublishedPredictions("mnist");
      expect(accuracy(scored).value).toBeCloseTo(0.9913, 10);
      expect(logLoss(scored)).toBeCloseTo(0.0303, 4);
      expect(expectedCalibrationError(reliabilityTable(scored))).toBeCloseTo(
        0.003,
        4,
      );
    });

    it("finds 218 of the 275 flagged labels of CIFAR-10 among its first 275", () => {
      const scored = readPublishedPredictions("cifar10");
      const { flagged } = readVotes("cifar10");
      expect(flagged.size).toBe(275);
      const first = leastLabelProbability(scored).slice(0, 275);
      expect(first.filter((row) => flagged.has(row))).toHaveLength(218);
    });
  },
);
