import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { accuracy, logLoss } from "#engine/evaluation/accuracy.ts";
import {
  expectedCalibrationError,
  reliabilityTable,
} from "#engine/evaluation/calibration.ts";
import { confusionMatrix } from "#engine/evaluation/confusion-matrix.ts";
import { leastLabelProbability } from "#engine/evaluation/mistakes.ts";
import {
  predictedClasses,
  scoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

describe.skipIf(!hasTestData("oracles/label-errors"))(
  "figures of published predictions (cleanlab/label-errors)",
  () => {
    it("reaches the published figures of CIFAR-10", () => {
      const scored = readPredictions("cifar10");
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
      const scored = readPredictions("mnist");
      expect(accuracy(scored).value).toBeCloseTo(0.9913, 10);
      expect(logLoss(scored)).toBeCloseTo(0.0303, 4);
      expect(expectedCalibrationError(reliabilityTable(scored))).toBeCloseTo(
        0.003,
        4,
      );
    });

    it("finds 218 of the 275 flagged labels of CIFAR-10 among its first 275", () => {
      const scored = readPredictions("cifar10");
      const votes = JSON.parse(
        readFileSync(
          testDataPath("oracles/label-errors/mturk/cifar10_mturk.json"),
          "utf8",
        ),
      ) as { id: number }[];
      const flagged = new Set(votes.map(({ id }) => id));
      expect(flagged.size).toBe(275);
      const first = leastLabelProbability(scored).slice(0, 275);
      expect(first.filter((row) => flagged.has(row))).toHaveLength(218);
    });
  },
);

function readPredictions(name: string) {
  const folder = "oracles/label-errors";
  const probabilities = readNumbers(
    testDataPath(
      folder,
      "cross_validated_predicted_probabilities",
      `${name}_test_set_pyx.npy`,
    ),
  );
  const labels = readNumbers(
    testDataPath(
      folder,
      "original_test_labels",
      `${name}_test_set_original_labels.npy`,
    ),
  );
  return scoredLabels(labels, Float32Array.from(probabilities), 10);
}

/** Reads a little-endian .npy array of the types that these files have. */
function readNumbers(path: string): ArrayLike<number> {
  const file = readFileSync(path);
  const headerLength = file.readUInt16LE(8);
  const header = file.toString("latin1", 10, 10 + headerLength);
  const body = file.buffer.slice(
    file.byteOffset + 10 + headerLength,
    file.byteOffset + file.length,
  );
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  if (type === "<f4") return new Float32Array(body);
  if (type === "<f8") return new Float64Array(body);
  if (type === "<i8") {
    return Float64Array.from(new BigInt64Array(body), Number);
  }
  if (type === "<u2") return new Uint16Array(body);
  if (type === "|u1") return new Uint8Array(body);
  throw new Error(`Expected f4, f8, i8, u2 or u1 numbers. Received: ${type}.`);
}
