import { describe, expect, it } from "vitest";

import { classWeights } from "#engine/training/class-weights.ts";
import { minimiseLbfgs } from "#engine/training/lbfgs.ts";
import {
  fitLogisticHead,
  predictLogisticHead,
} from "#engine/training/logistic-head.ts";
import { countPerClass } from "#engine/training/training-set.ts";
import golden from "#test/golden/training/logistic-head.json" with { type: "json" };

describe("minimiseLbfgs", () => {
  it("finds the minimum of Rosenbrock's valley", async () => {
    const result = await minimiseLbfgs(
      (x, gradient) => {
        const [a, b] = [x[0] as number, x[1] as number];
        gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
        gradient[1] = 200 * (b - a * a);
        return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
      },
      Float64Array.of(-1.2, 1),
      { tolerance: 1e-9 },
    );
    expect(result.converged).toBe(true);
    expect(result.iterations).toBeLessThan(100);
    expect(result.x[0]).toBeCloseTo(1, 7);
    expect(result.x[1]).toBeCloseTo(1, 7);
  });

  it("says so when the iterations do not suffice", async () => {
    const start = new Float64Array(20).fill(1);
    const few = await minimiseLbfgs(quadratic, start, { maxIterations: 2 });
    expect(few).toMatchObject({ converged: false, iterations: 2 });
    const enough = await minimiseLbfgs(quadratic, start, {
      maxIterations: 1000,
    });
    expect(enough.converged).toBe(true);
    expect(enough.value).toBeLessThan(1e-9);
  });
});

describe.each(golden.cases)("fitLogisticHead: $name", async (wanted) => {
  const { rows, columns, classCount } = wanted;
  const features = {
    rows,
    columns,
    data: Float32Array.from(wanted.features),
  };
  const head = await fitLogisticHead(features, wanted.labels, classCount, {
    c: wanted.c,
    maxIterations: 2000,
    tolerance: 1e-7,
    ...(wanted.balanced
      ? {
          classWeights: classWeights(
            countPerClass(wanted.labels, classCount),
            "on",
          ),
        }
      : {}),
  });

  it("finds scikit-learn's coefficients", () => {
    wanted.kernel.forEach((value, i) =>
      expect(head.kernel[i]).toBeCloseTo(value, 3),
    );
  });

  it("gives scikit-learn's probabilities", () => {
    const probabilities = predictLogisticHead(head, features);
    wanted.probabilities.forEach((value, i) =>
      expect(probabilities[i]).toBeCloseTo(value, 4),
    );
  });

  it("gives the same for a subset of rows as for a copy of them", async () => {
    const subset = [3, 1, 4, 15, 9, 2, 6, 5, 35, 8, 7, 20, 23, 28, 33];
    const data = Float32Array.from(
      subset.flatMap((row) => [
        ...features.data.subarray(row * columns, (row + 1) * columns),
      ]),
    );
    const labels = subset.map((row) => wanted.labels[row] as number);
    const copy = { rows: subset.length, columns, data };
    expect(
      await fitLogisticHead(features, wanted.labels, classCount, { subset }),
    ).toEqual(await fitLogisticHead(copy, labels, classCount));
  });
});

/** A bowl that is 8,000 times steeper one way than the other. */
function quadratic(x: Float64Array, gradient: Float64Array): number {
  x.forEach((value, i) => (gradient[i] = 2 * (i + 1) ** 3 * value));
  return x.reduce((sum, value, i) => sum + (i + 1) ** 3 * value * value, 0);
}
