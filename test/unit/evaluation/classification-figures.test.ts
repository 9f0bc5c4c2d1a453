import { describe, expect, it } from "vitest";

import {
  accuracy,
  logLoss,
  topKAccuracy,
} from "#engine/evaluation/accuracy.ts";
import {
  classFigures,
  macroAverage,
  weightedAverage,
} from "#engine/evaluation/class-metrics.ts";
import {
  confusionMatrix,
  countsPerClass,
} from "#engine/evaluation/confusion-matrix.ts";
import {
  predictedClasses,
  scoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import { wilsonInterval } from "#engine/evaluation/wilson-interval.ts";
import golden from "#test/golden/evaluation/classification-figures.json" with { type: "json" };

describe.each(golden.cases)("figures as scikit-learn's: $name", (wanted) => {
  const scored = scoredLabels(
    wanted.labels,
    Float32Array.from(wanted.probabilities),
    wanted.classCount,
  );
  const matrix = confusionMatrix(
    scored.labels,
    predictedClasses(scored),
    wanted.classCount,
  );

  it("gives the accuracy and top-k accuracy", () => {
    expect(accuracy(scored).value).toBeCloseTo(wanted.accuracy, 12);
    expect(topKAccuracy(scored, 2)).toBeCloseTo(wanted.top2, 12);
    expect(topKAccuracy(scored, 5)).toBeCloseTo(wanted.top5, 12);
    expect(topKAccuracy(scored, 1)).toBe(accuracy(scored).value);
  });

  it("gives the log loss", () => {
    expect(logLoss(scored)).toBeCloseTo(wanted.logLoss, 5);
  });

  it("gives the confusion matrix and the table of each class", () => {
    expect(matrix).toEqual(wanted.confusion);
    expect(
      countsPerClass(matrix).map((counts) => [
        [counts.trueNegatives, counts.falsePositives],
        [counts.falseNegatives, counts.truePositives],
      ]),
    ).toEqual(wanted.binary);
  });

  it("gives precision, recall, F1 and support of each class", () => {
    classFigures(matrix).forEach((figures, index) => {
      expect(figures.precision).toBeCloseTo(wanted.precision[index] ?? NaN, 12);
      expect(figures.recall).toBeCloseTo(wanted.recall[index] ?? NaN, 12);
      expect(figures.f1).toBeCloseTo(wanted.f1[index] ?? NaN, 12);
      expect(figures.support).toBe(wanted.support[index]);
    });
  });

  it.each(["precision", "recall", "f1"] as const)(
    "gives the macro and the weighted average of %s",
    (key) => {
      expect(macroAverage(matrix)[key]).toBeCloseTo(wanted.macro[key], 12);
      expect(weightedAverage(matrix)[key]).toBeCloseTo(
        wanted.weighted[key],
        12,
      );
    },
  );
});

describe("the example that scikit-learn documents", () => {
  it("gives the tables of ant, bird and cat", () => {
    const names = ["ant", "bird", "cat"];
    const indices = (text: string) =>
      text.split(" ").map((name) => names.indexOf(name));
    const matrix = confusionMatrix(
      indices("cat ant cat cat ant bird"),
      indices("ant ant cat cat ant cat"),
      3,
    );
    expect(
      countsPerClass(matrix).map((c) => [
        c.trueNegatives,
        c.falsePositives,
        c.falseNegatives,
        c.truePositives,
      ]),
    ).toEqual([
      [3, 1, 0, 2],
      [5, 0, 1, 0],
      [2, 1, 1, 2],
    ]);
  });
});

describe("wilsonInterval", () => {
  it.each(golden.wilson)(
    "solves Wilson's equation for $successes of $total",
    ({ successes, total, low, high }) => {
      const interval = wilsonInterval(successes, total);
      expect(interval.value).toBe(successes / total);
      expect(interval.low).toBeCloseTo(low, 10);
      expect(interval.high).toBeCloseTo(high, 10);
    },
  );

  it("knows nothing without a trial", () => {
    expect(wilsonInterval(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
  });
});

describe("scoredLabels", () => {
  it("refuses probabilities that do not fit the labels", () => {
    expect(() => scoredLabels([0, 1], new Float32Array(5), 2)).toThrow(
      "Expected 2 × 2 probabilities. Received: 5.",
    );
  });

  it("refuses a label outside the classes", () => {
    expect(() => scoredLabels([2], new Float32Array(2), 2)).toThrow(
      "Expected labels from 0 to 1. Received: 2.",
    );
  });
});
