import { describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { createRandom } from "#engine/base/random.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import { findLabelErrors } from "#engine/evaluation/confident-learning.ts";
import { scoredLabels } from "#engine/evaluation/scored-labels.ts";
import { toPredictions } from "#engine/training/baseline.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { crossValidateHead } from "#engine/training/cross-validate.ts";
import type { FeatureMatrix } from "#engine/training/logistic-head.ts";
import {
  principalComponents,
  project,
} from "#engine/training/principal-components.ts";
import { symmetricEigen } from "#engine/training/symmetric-eigen.ts";

/** Clouds around a centre per class. @param spread of a cloud; the centres lie about 1.4 √columns apart */
function clouds(
  rows: number,
  columns: number,
  classes: number,
  spread: number,
): { features: FeatureMatrix; labels: Int32Array } {
  const random = createRandom("clouds", rows, columns, classes);
  const centres = Array.from({ length: classes * columns }, () =>
    random.normal(),
  );
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    const label = labels[Math.floor(i / columns)] as number;
    const centre = centres[label * columns + (i % columns)] as number;
    return centre + spread * random.normal();
  });
  return { features: { rows, columns, data }, labels };
}

describe("principalComponents", () => {
  // Variance 9, 4 and 1 along three orthonormal directions of five, and a mean.
  const random = createRandom("ellipsoid");
  const directions = [
    [0.6, 0.8, 0, 0, 0],
    [0, 0, 1, 0, 0],
    [0.8, -0.6, 0, 0, 0],
  ];
  const rows = 1500;
  const data = new Float32Array(rows * 5);
  for (let row = 0; row < rows; row++) {
    [3, 2, 1].forEach((deviation, axis) => {
      const along = deviation * random.normal();
      directions[axis]?.forEach((share, column) => {
        const at = row * 5 + column;
        data[at] = (data[at] as number) + along * share;
      });
    });
    data[row * 5 + 3] = 7;
  }
  const features = { rows, columns: 5, data };

  it("finds directions and variances, the largest first", async () => {
    const { axes, variances, mean } = await principalComponents(features, 3, {
      seed: 1,
    });
    expect(mean[3]).toBeCloseTo(7, 4);
    [9, 4, 1].forEach((variance, axis) => {
      expect((variances[axis] ?? NaN) / variance).toBeCloseTo(1, 0);
      const own = directions[axis] ?? [];
      const cosine = own.reduce(
        (sum, share, column) => sum + share * (axes[column * 3 + axis] ?? NaN),
        0,
      );
      expect(Math.abs(cosine)).toBeGreaterThan(0.99);
    });
  });

  it("gives centred, uncorrelated coordinates that keep all distances when nothing is left out", async () => {
    const { data: some } = clouds(40, 6, 3, 1).features;
    const matrix = { rows: 40, columns: 6, data: some };
    const axes = await principalComponents(matrix, 6, { seed: 1 });
    const { data: turned } = project(matrix, axes);
    const distance = (values: Float32Array, i: number, j: number) =>
      Math.hypot(
        ...Array.from(
          { length: 6 },
          (_, k) => (values[i * 6 + k] ?? NaN) - (values[j * 6 + k] ?? NaN),
        ),
      );
    for (const [i, j] of [
      [0, 1],
      [5, 30],
      [17, 39],
    ] as const) {
      expect(distance(turned, i, j)).toBeCloseTo(distance(some, i, j), 3);
    }
    const product = (a: number, b: number) =>
      Array.from(
        { length: 40 },
        (_, row) => (turned[row * 6 + a] ?? NaN) * (turned[row * 6 + b] ?? NaN),
      ).reduce((sum, value) => sum + value, 0);
    expect(Math.abs(product(0, 1)) / product(0, 0)).toBeLessThan(1e-4);
  });

  it("does not depend on the seed of its start", async () => {
    const [first, second] = [
      await principalComponents(features, 2, { seed: 1 }),
      await principalComponents(features, 2, { seed: 2 }),
    ];
    first.axes.forEach((value, i) =>
      expect(second.axes[i]).toBeCloseTo(value, 3),
    );
  });

  it("finds no more axes than there are rows", async () => {
    const { features: few } = clouds(4, 10, 2, 1);
    expect((await principalComponents(few, 8, { seed: 1 })).count).toBe(4);
  });
});

describe("crossValidateHead", () => {
  const options = { seed: 0, control: UNCONTROLLED };

  it("judges clouds that lie apart rightly, and noise at chance", async () => {
    const apart = clouds(90, 20, 3, 0.5);
    const good = await crossValidateHead(
      apart.features,
      apart.labels,
      3,
      options,
    );
    expect(accuracy(good.scored).value).toBeGreaterThan(0.95);
    expect(good.folds).toBe(5);
    const noise = clouds(120, 30, 3, 60);
    const bad = await crossValidateHead(
      noise.features,
      noise.labels,
      3,
      options,
    );
    expect(accuracy(bad.scored).value).toBeLessThan(0.5);
  });

  it("gives every picture probabilities that sum to 1", async () => {
    const { features, labels } = clouds(50, 8, 4, 2);
    const { scored } = await crossValidateHead(features, labels, 4, options);
    for (let row = 0; row < 50; row++) {
      const own = scored.probabilities.subarray(row * 4, row * 4 + 4);
      expect(own.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
  });

  it("finds labels that were swapped", async () => {
    const { features, labels } = clouds(150, 20, 3, 0.8);
    const swapped = [4, 50, 101];
    for (const row of swapped) labels[row] = ((labels[row] as number) + 1) % 3;
    const { scored } = await crossValidateHead(features, labels, 3, options);
    const found = findLabelErrors(scored)
      .slice(0, 3)
      .map(({ row }) => row);
    expect(found.toSorted((a, b) => a - b)).toEqual(swapped);
  });

  it("stops when it is cancelled", async () => {
    const { features, labels } = clouds(60, 8, 3, 2);
    const abort = new AbortController();
    abort.abort();
    await expect(
      crossValidateHead(features, labels, 3, {
        seed: 0,
        control: { ...UNCONTROLLED, signal: abort.signal },
      }),
    ).rejects.toThrow(CancelledError);
  });
});

describe("toPredictions", () => {
  it("names sides and classes as the index does", () => {
    const samples = [
      { imageId: 1, sha256: "a", label: 0 },
      { imageId: 2, sha256: "b", label: 1 },
      { imageId: 3, sha256: "c", label: 1 },
    ];
    const [first, second, third] = samples as [
      (typeof samples)[0],
      (typeof samples)[0],
      (typeof samples)[0],
    ];
    const set = {
      classes: [
        { id: 40, name: "x" },
        { id: 30, name: "y" },
      ],
      train: [first],
      validation: [second],
      test: [third],
    };
    const scored = scoredLabels(
      [0, 1, 1],
      Float32Array.of(0.25, 0.75, 0.5, 0.5, 0.125, 0.875),
      2,
    );
    const predictions = toPredictions(set, samples, scored);
    expect(predictions.map(({ split }) => split)).toEqual([
      "train",
      "validation",
      "test",
    ]);
    expect(predictions[0]).toEqual({
      imageId: 1,
      split: "train",
      actualClassId: 40,
      predictedClassId: 30,
      confidence: 0.75,
      labelProbability: 0.25,
      probabilities: Float32Array.of(0.25, 0.75),
    });
    expect(predictions[1]?.predictedClassId).toBe(40);
  });
});

describe("symmetricEigen", () => {
  it("takes a matrix apart into values and directions that make it again", () => {
    const matrix = Float64Array.of(4, 1, -2, 1, 2, 0, -2, 0, 3);
    const { values, vectors } = symmetricEigen(matrix, 3);
    expect([...values]).toEqual([...values].toSorted((a, b) => b - a));
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(9, 10);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const sum = [0, 1, 2].reduce(
          (total, k) =>
            total +
            (vectors[i * 3 + k] ?? NaN) *
              (values[k] ?? NaN) *
              (vectors[j * 3 + k] ?? NaN),
          0,
        );
        expect(sum).toBeCloseTo(matrix[i * 3 + j] ?? NaN, 10);
      }
    }
  });
});
