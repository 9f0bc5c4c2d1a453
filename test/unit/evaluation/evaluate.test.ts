import { describe, expect, it } from "vitest";

import { EvaluationSchema } from "#api/results.ts";
import {
  expectedCalibrationError,
  reliabilityTable,
} from "#engine/evaluation/calibration.ts";
import { comparePredictions } from "#engine/evaluation/compare-predictions.ts";
import { evaluate, smallestSupport } from "#engine/evaluation/evaluate.ts";
import {
  mostProbable,
  scoredLabels,
} from "#engine/evaluation/scored-labels.ts";

const scored = scoredLabels(
  [0, 1, 1, 0],
  Float32Array.from([0.9, 0.1, 0.75, 0.25, 0.4, 0.6, 0.05, 0.95]),
  2,
);

describe("reliabilityTable", () => {
  it("puts a confidence on a bin's upper edge into that bin", () => {
    const table = reliabilityTable(
      scoredLabels([0], Float32Array.from([0.5, 0.5]), 2),
      2,
    );
    expect(table.map(({ count }) => count)).toEqual([1, 0]);
  });

  it("gives the calibration error by hand", () => {
    const table = reliabilityTable(scored, 2);
    expect(table[1]?.count).toBe(4);
    expect(table[1]?.accuracy).toBe(0.5);
    expect(expectedCalibrationError(table)).toBeCloseTo(0.8 - 0.5, 6);
  });
});

describe("mostProbable", () => {
  it("gives the best first and equals in order", () => {
    expect(mostProbable([0.1, 0.4, 0.4, 0.1], 3)).toEqual([1, 2, 0]);
  });
});

describe("comparePredictions", () => {
  it("tells what the second set fixed and broke, on shared pictures only", () => {
    const first = [
      { imageId: 3, correct: false },
      { imageId: 1, correct: true },
      { imageId: 2, correct: true },
      { imageId: 9, correct: true },
    ];
    const second = [
      { imageId: 1, correct: true },
      { imageId: 2, correct: false },
      { imageId: 3, correct: true },
      { imageId: 4, correct: true },
    ];
    expect(comparePredictions(first, second)).toEqual({
      imageCount: 3,
      fixed: [3],
      broke: [2],
    });
  });
});

describe("evaluate", () => {
  it("composes what the contract wants", () => {
    const evaluation = evaluate({
      runId: "run",
      split: "test",
      scored,
      classes: [
        { id: 7, name: "cat" },
        { id: 4, name: "dog" },
      ],
      createdAt: new Date(0),
    });
    expect(EvaluationSchema.parse(evaluation)).toEqual(evaluation);
    expect(evaluation.accuracy.value).toBe(0.5);
    expect(evaluation.top5).toBe(1);
    expect(evaluation.classIds).toEqual([7, 4]);
    expect(evaluation.perClass[1]).toEqual({
      classId: 4,
      name: "dog",
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
      support: 2,
    });
    expect(evaluation.confusion).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(evaluation.reliability).toHaveLength(15);
  });
});

describe("smallestSupport", () => {
  it("counts a class without pictures as 0", () => {
    expect(smallestSupport([0, 0, 2], 3)).toBe(0);
  });
});
