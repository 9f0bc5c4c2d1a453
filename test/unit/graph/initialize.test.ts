import { describe, expect, it } from "vitest";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { buildModel } from "#engine/models/catalog.ts";

const GRAPH = buildModel("resnet-8");

function statistics(data: Float32Array | undefined) {
  const values = [...(data ?? [])];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(variance),
    most: Math.max(...values.map(Math.abs)),
  };
}

describe("initializeWeights", () => {
  it("is the same for the same seed and another for another", () => {
    const first = initializeWeights(GRAPH, 7);
    expect(initializeWeights(GRAPH, 7)).toEqual(first);
    expect(initializeWeights(GRAPH, 8)).not.toEqual(first);
  });

  it("draws Glorot uniform: limit √(6 / (in + out))", () => {
    const kernel = initializeWeights(GRAPH, 1).get(
      "stage3_block1_conv2/kernel",
    );
    const limit = Math.sqrt(6 / (9 * 64 + 9 * 64));
    const { mean, deviation, most } = statistics(kernel?.data);
    expect(most).toBeLessThanOrEqual(limit);
    expect(most).toBeGreaterThan(0.999 * limit);
    expect(deviation).toBeCloseTo(limit / Math.sqrt(3), 3);
    expect(Math.abs(mean)).toBeLessThan(0.001);
  });

  it("draws He normal: deviation √(2 / in)", () => {
    const kernel = initializeWeights(GRAPH, 1, { kernels: "he-normal" }).get(
      "stage3_block1_conv2/kernel",
    );
    const expected = Math.sqrt(2 / (9 * 64));
    const { deviation, most } = statistics(kernel?.data);
    expect(deviation / expected).toBeCloseTo(1, 1.5);
    expect(most).toBeLessThanOrEqual((2 * expected) / 0.8796);
  });

  it("starts normalization as the identity and biases at zero", () => {
    const weights = initializeWeights(GRAPH, 1);
    const every = (name: string, value: number) =>
      weights.get(name)?.data.every((number) => number === value);
    expect(every("conv1_bn/gamma", 1)).toBe(true);
    expect(every("conv1_bn/beta", 0)).toBe(true);
    expect(every("conv1_bn/moving_mean", 0)).toBe(true);
    expect(every("conv1_bn/moving_variance", 1)).toBe(true);
    expect(every("conv1/bias", 0)).toBe(true);
  });
});

describe("checkWeights", () => {
  it("accepts its own weights and names what is wrong with others", () => {
    const weights = new Map(initializeWeights(GRAPH, 1));
    expect(() => checkWeights(GRAPH, weights)).not.toThrow();
    weights.set("conv1/bias", {
      shape: [16],
      data: new Float32Array(16).fill(Number.NaN),
    });
    expect(() => checkWeights(GRAPH, weights)).toThrow(
      /"conv1\/bias".*not finite/,
    );
    weights.set("conv1/bias", { shape: [3], data: new Float32Array(3) });
    expect(() => checkWeights(GRAPH, weights)).toThrow(
      /\[16\]. Received \[3\]/,
    );
    weights.delete("conv1/bias");
    expect(() => checkWeights(GRAPH, weights)).toThrow(
      expect.objectContaining({ code: "weights/missing" }),
    );
  });
});
