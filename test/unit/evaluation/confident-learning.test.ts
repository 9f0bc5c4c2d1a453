import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  confidentClasses,
  confidentJoint,
  confidentThresholds,
  findLabelErrors,
  type LabelErrorMethod,
} from "#engine/evaluation/confident-learning.ts";
import {
  classAdjustment,
  labelQuality,
  type LabelQualityScore,
} from "#engine/evaluation/label-quality.ts";
import { leastLabelProbability } from "#test/helpers/self-confidence.ts";
import {
  scoredLabels,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import {
  readPublishedPredictions,
  readVotes,
} from "#test/helpers/published-predictions.ts";
import { hasTestData } from "#test/helpers/test-data.ts";

interface Golden {
  readonly joint: number[][];
  readonly errors: Record<LabelErrorMethod | "default", number[]>;
}

const golden = JSON.parse(
  readFileSync(
    join(import.meta.dirname, "../../golden/evaluation/label-errors.json"),
    "utf8",
  ),
) as {
  readonly drawn: Golden & {
    readonly labels: number[];
    readonly probabilities: number[];
    readonly scores: Record<string, number[]>;
  };
  readonly cifar10: Golden;
  readonly mnist: Golden;
};

function expectGolden(scored: ScoredLabels, expected: Golden): void {
  const guesses = confidentClasses(scored, confidentThresholds(scored));
  expect([...confidentJoint(scored, guesses)]).toEqual(expected.joint.flat());
  const found = Object.keys(expected.errors).map((name) => [
    name,
    findLabelErrors(
      scored,
      name === "default"
        ? {}
        : { method: name as LabelErrorMethod, leastRatio: 0 },
    )
      .map(({ row }) => row)
      .toSorted((a, b) => a - b),
  ]);
  expect(Object.fromEntries(found)).toEqual(expected.errors);
}

describe("findLabelErrors", () => {
  const drawn = scoredLabels(
    golden.drawn.labels,
    Float32Array.from(golden.drawn.probabilities),
    4,
  );

  it("finds what the paper's method finds in numpy, by every method", () => {
    expectGolden(drawn, golden.drawn);
    expect(golden.drawn.errors["confident-class"].length).toBeGreaterThan(5);
  });

  it("scores labels as numpy does, with and without class adjustment", () => {
    const offsets = classAdjustment(confidentThresholds(drawn));
    for (const [name, expected] of Object.entries(golden.drawn.scores)) {
      const [by, adjusted] = name.split(", ");
      const found = labelQuality(
        drawn,
        by as LabelQualityScore,
        adjusted ? offsets : undefined,
      );
      const differences = found.map((value, row) =>
        Math.abs(value - (expected[row] as number)),
      );
      // The golden probabilities have four digits, so that rows do not sum to 1 exactly.
      expect(Math.max(...differences)).toBeLessThan(2e-4);
    }
  });

  it("puts the worst first and names the class that it probably is", () => {
    const found = findLabelErrors(drawn);
    const qualities = found.map(({ quality }) => quality);
    expect(qualities).toEqual(qualities.toSorted((a, b) => a - b));
    const worst = found[0]!;
    const own = drawn.labels[worst.row] as number;
    const p = (k: number) => drawn.probabilities[worst.row * 4 + k] as number;
    expect(worst.suggested).not.toBe(own);
    expect(p(worst.suggested)).toBeGreaterThan(p(own));
  });

  it("blames no class that the model is never sure of, nor an empty one", () => {
    // Class 1 never gets more than 0.4; class 2 has no pictures.
    const scored = scoredLabels(
      [0, 0, 1, 1],
      Float32Array.of(
        0.9,
        0.05,
        0.05,
        0.8,
        0.15,
        0.05,
        0.5,
        0.4,
        0.1,
        0.6,
        0.35,
        0.05,
      ),
      3,
    );
    expect(findLabelErrors(scored, { leastRatio: 0 })).toEqual([]);
    expect(confidentThresholds(scored)[2]).toBe(Infinity);
  });

  it("never blames the only picture of a class", () => {
    const scored = scoredLabels(
      [0, 0, 1],
      Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.95, 0.05),
      2,
    );
    expect(
      findLabelErrors(scored, { method: "by-class", leastRatio: 0 }),
    ).toEqual([]);
  });
});

describe.skipIf(!hasTestData("oracles/label-errors"))(
  "findLabelErrors on published predictions (cleanlab/label-errors)",
  () => {
    it.each(["cifar10", "mnist"] as const)(
      "finds the same labels of %s as numpy by every method",
      (name) => expectGolden(readPublishedPredictions(name), golden[name]),
    );

    it.each(["cifar10", "mnist"])(
      "finds more of the wrong labels of %s than as many by self-confidence",
      (name) => {
        const scored = readPublishedPredictions(name);
        const { flagged, confirmed } = readVotes(name);
        const found = findLabelErrors(scored).map(({ row }) => row);
        const plain = leastLabelProbability(scored).slice(0, found.length);
        const hits = (rows: number[], truth: Set<number>) =>
          rows.filter((row) => truth.has(row)).length;
        for (const truth of [flagged, confirmed]) {
          expect(hits(found, truth)).toBeGreaterThanOrEqual(hits(plain, truth));
        }
      },
    );
  },
);
