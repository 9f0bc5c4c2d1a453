import { describe, expect, it } from "vitest";
import { sizeOf, tensor, type Tensor } from "#engine/base/tensor.ts";
import { chunkSize } from "#engine/compute/onnx/batching.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { randomTensor } from "#test/helpers/random-tensors.ts";

failOnLeaks();

const ONNX = createOnnxExecutor();
const GRAPH = wideNet();
const WEIGHTS = initializeWeights(GRAPH, 3);

describe("chunkSize", () => {
  it("keeps a call short for a big network and its memory small for big pictures", () => {
    expect(chunkSize(buildModel("resnet-18", { inputSize: 224 }))).toBeLessThan(
      4,
    );
    expect(chunkSize(buildModel("lenet-5"))).toBe(64);
  });
});

describe("createForward", () => {
  it("gives every picture of a batch larger than a chunk what it gets alone", async () => {
    const count = chunkSize(GRAPH) + 3;
    const input = randomTensor([count, ...GRAPH.input.shape], "many");
    const forward = await ONNX.createForward({
      graph: GRAPH,
      weights: WEIGHTS,
      taps: ["pool"],
    });
    const together = await forward.run(input);
    for (const row of [0, count - 4, count - 1]) {
      const alone = await forward.run(rowsOf(input, row, 1));
      for (const [name, value] of together) {
        expect(worst(rowsOf(value, row, 1), alone.get(name))).toBeLessThan(
          1e-6,
        );
      }
    }
    expect(together.get("pool")?.shape).toEqual([count, 4]);
    await forward.dispose();
  });

  it("takes an empty batch", async () => {
    const forward = await ONNX.createForward({
      graph: GRAPH,
      weights: WEIGHTS,
    });
    const result = await forward.run(
      randomTensor([0, ...GRAPH.input.shape], "none"),
    );
    expect(result.get("out")?.shape).toEqual([0, 3]);
    await forward.dispose();
  });

  it("gives the same bits for the same batch", async () => {
    const input = randomTensor([5, ...GRAPH.input.shape], "same");
    const forward = await ONNX.createForward({
      graph: GRAPH,
      weights: WEIGHTS,
    });
    const first = await forward.run(input);
    const second = await forward.run(input);
    expect(second.get("out")?.data).toEqual(first.get("out")?.data);
    await forward.dispose();
  });

  it("refuses another input shape, an unknown tap, missing weights and a call after dispose", async () => {
    const forward = await ONNX.createForward({
      graph: GRAPH,
      weights: WEIGHTS,
    });
    const wrong = randomTensor([1, 7, 8, 2], "wrong");
    await expect(forward.run(wrong)).rejects.toMatchObject({
      code: "compute/wrong-input",
    });
    await forward.dispose();
    const right = randomTensor([1, ...GRAPH.input.shape], "right");
    await expect(forward.run(right)).rejects.toMatchObject({
      code: "compute/disposed",
    });
    const unknown = { graph: GRAPH, weights: WEIGHTS, taps: ["nowhere"] };
    await expect(ONNX.createForward(unknown)).rejects.toMatchObject({
      code: "graph/unknown-layer",
    });
    const bare = { graph: GRAPH, weights: new Map() };
    await expect(ONNX.createForward(bare)).rejects.toMatchObject({
      code: "weights/missing",
    });
  });
});

describe("createGradient", () => {
  it("gives every picture of a batch what it gets alone, whatever the batch sizes before", async () => {
    const count = chunkSize(GRAPH) + 2;
    const input = randomTensor([count, ...GRAPH.input.shape], "many");
    const chosen = randomTensor([count, 3], "chosen");
    const gradient = await ONNX.createGradient({
      graph: GRAPH,
      weights: WEIGHTS,
      layer: "conv",
    });
    const together = await gradient.run(input, chosen);
    for (const row of [0, count - 1]) {
      const alone = await gradient.run(
        rowsOf(input, row, 1),
        rowsOf(chosen, row, 1),
      );
      for (const name of ["output", "activations", "gradients"] as const) {
        expect(worst(rowsOf(together[name], row, 1), alone[name])).toBeLessThan(
          1e-6,
        );
      }
    }
    expect(together.gradients.shape).toEqual([count, 8, 8, 4]);
    await gradient.dispose();
  });

  it("takes the score before the softmax", async () => {
    const gradient = await ONNX.createGradient({
      graph: GRAPH,
      weights: WEIGHTS,
      layer: "out",
    });
    const input = randomTensor([2, ...GRAPH.input.shape], "two");
    const chosen = randomTensor([2, 3], "chosen");
    const { activations, gradients, output } = await gradient.run(
      input,
      chosen,
    );
    expect(gradients.data).toEqual(chosen.data);
    const sum = [...output.data.subarray(0, 3)].reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 5);
    expect(activations.data).not.toEqual(output.data);
    await gradient.dispose();
  });

  it("refuses a layer that does not lead to the output, and rows that do not match", async () => {
    const aside = createLayerBuilder("aside", { name: "x", shape: [4] });
    aside.layer("dense", "dead", { units: 2 });
    aside.layer("dense", "out", { units: 3, activation: "softmax" }, "x");
    const graph = aside.build();
    const weights = initializeWeights(graph, 1);
    await expect(
      ONNX.createGradient({ graph, weights, layer: "dead" }),
    ).rejects.toMatchObject({ code: "compute/no-gradient" });
    const gradient = await ONNX.createGradient({ graph, weights, layer: "x" });
    await expect(
      gradient.run(randomTensor([2, 4], "x"), randomTensor([1, 3], "y")),
    ).rejects.toMatchObject({ code: "compute/wrong-input" });
    await gradient.dispose();
  });
});

function wideNet() {
  const net = createLayerBuilder("wide", { name: "picture", shape: [8, 8, 2] });
  net.layer("conv2d", "conv", { filters: 4, kernelSize: 3, padding: "same" });
  net.layer("batchNormalization", "norm", {});
  net.layer("activation", "relu", { activation: "relu" });
  net.layer("globalAveragePooling2d", "pool", {});
  net.layer("dense", "out", { units: 3, activation: "softmax" });
  return net.build();
}

function rowsOf(value: Tensor, from: number, count: number): Tensor {
  const [, ...rest] = value.shape;
  const size = sizeOf(rest);
  return tensor(
    [count, ...rest],
    value.data.slice(from * size, (from + count) * size),
  );
}

function worst(a: Tensor, b: Tensor | undefined): number {
  return a.data.reduce(
    (most, value, i) =>
      Math.max(most, Math.abs(value - (b?.data[i] ?? Number.NaN))),
    0,
  );
}
