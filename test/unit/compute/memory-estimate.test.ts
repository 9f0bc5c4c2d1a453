import { describe, expect, it } from "vitest";
import { StudioError } from "#engine/base/errors.ts";
import {
  estimateTrainingMemory,
  type MemoryEstimate,
} from "#engine/compute/memory-estimate.ts";
import { isOutOfMemory } from "#engine/compute/out-of-memory.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { buildModel } from "#engine/models/catalog.ts";

const RESNET = buildModel("resnet-18", { inputSize: 64, classes: 10 });

function estimate(
  graph: LayerGraph,
  options: Partial<Parameters<typeof estimateTrainingMemory>[0]> = {},
): MemoryEstimate {
  return estimateTrainingMemory({
    graph,
    trainableLayers: new Set(graph.layers.map(({ name }) => name)),
    optimizer: { kind: "sgd", momentum: 0.9 },
    batchSize: 8,
    ...options,
  });
}

describe("estimateTrainingMemory", () => {
  it("grows with the batch in activations alone, but for short-lived values", () => {
    const [small, large] = [
      estimate(RESNET),
      estimate(RESNET, { batchSize: 16 }),
    ];
    expect(large.activations).toBeCloseTo(2 * small.activations, 0);
    expect(large.workspace).toBeGreaterThan(small.workspace);
    for (const part of ["weights", "slots", "gradients", "saved"] as const)
      expect(large[part]).toBe(small[part]);
  });

  it("counts what the optimizer and averaging remember", () => {
    const { slots } = estimate(RESNET);
    expect(slots).toBeGreaterThan(0);
    expect(estimate(RESNET, { optimizer: { kind: "adamw" } }).slots).toBe(
      2 * slots,
    );
    expect(estimate(RESNET, { averageDecay: 0.9 }).slots).toBe(2 * slots);
    const plain = { kind: "sgd", momentum: 0 } as const;
    expect(estimate(RESNET, { optimizer: plain }).slots).toBe(0);
  });

  it("counts no values, gradients and slots below the lowest layer that learns", () => {
    const last = RESNET.layers.at(-1)?.name ?? "";
    const head = estimate(RESNET, { trainableLayers: new Set([last]) });
    const whole = estimate(RESNET);
    expect(head.activations).toBeLessThan(whole.activations / 100);
    expect(head.slots).toBeLessThan(whole.slots / 100);
    expect(head.gradients).toBeLessThan(whole.gradients / 100);
    expect(head.total).toBeLessThan(whole.total);
  });

  it.each([
    [
      "dense kernel",
      (units: number) => {
        const net = createLayerBuilder("dense", { name: "x", shape: [2048] });
        net.layer("dense", "out", { units, useBias: false });
        return net.build();
      },
    ],
    [
      "kernel that covers its input",
      (filters: number) => {
        const shape = [4, 4, 128];
        const net = createLayerBuilder("head", { name: "x", shape });
        net.layer("conv2d", "out", { filters, kernelSize: 4, useBias: false });
        return net.build();
      },
    ],
  ])(
    "counts a %s of more than 16 MiB once, since it is updated where it is",
    (_, build) => {
      const [packed, large] = [estimate(build(2048)), estimate(build(2049))];
      expect(large.slots * 3).toBeCloseTo((packed.slots * 2049) / 2048, -3);
      expect(large.gradients).toBe(0);
    },
  );
});

describe("isOutOfMemory", () => {
  it.each([
    "std::bad_alloc",
    "Failed to allocate memory for requested buffer of size 1073741824",
    "OOM when allocating tensor with shape[32,512,512,64]",
    "CUDA failure 2: out of memory",
    "Array buffer allocation failed",
  ])("knows %s, also as the cause of another error", (message) => {
    const cause = new Error(`Non-zero status code. ${message}.`);
    expect(isOutOfMemory(cause)).toBe(true);
    const error = new StudioError("compute/run-failed", "It failed.", {
      cause,
    });
    expect(isOutOfMemory(error)).toBe(true);
  });

  it.each([
    new Error("The room is full."),
    new Error("Invalid argument: no memory of that name"),
    "std::bad_alloc",
    null,
  ])("takes nothing else for it: %s", (error) => {
    expect(isOutOfMemory(error)).toBe(false);
  });
});
