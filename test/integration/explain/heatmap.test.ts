import { describe, expect, it } from "vitest";

import { HeatmapSchema, FeatureMapsSchema } from "#api/results.ts";
import { createRandom } from "#engine/base/random.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { classActivationMap } from "#test/helpers/class-activation-map.ts";
import { computeFeatureMaps } from "#engine/explain/feature-maps.ts";
import { openExplainer } from "#engine/explain/heatmap.ts";
import {
  explainedLayer,
  pictureLayers,
} from "#engine/explain/picture-layers.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { buildModel } from "#engine/models/catalog.ts";

const SIZE = 16;
const classes = ["ant", "bird", "cat"].map((name, id) => ({
  id: id + 5,
  name,
}));
const preprocessing = standardPreprocessing(SIZE, "minus-one-to-one");
const onnx = createOnnxExecutor({ threads: 1 });
const random = createRandom("picture");
const pixels = Uint8Array.from({ length: SIZE * SIZE * 3 }, () =>
  random.integer(256),
);

function pooledNetwork() {
  const net = createLayerBuilder("pooled", {
    name: "input",
    shape: [SIZE, SIZE, 3],
  });
  net.layer("conv2d", "conv", { kernelSize: 3, filters: 8, strides: 2 });
  net.layer("activation", "relu", { activation: "relu" });
  net.layer("conv2d", "top", { kernelSize: 3, filters: 6, padding: "same" });
  net.layer("activation", "top_relu", { activation: "relu" });
  net.layer("globalAveragePooling2d", "pool", {});
  net.layer("dense", "scores", { units: 3, activation: "softmax" });
  const graph = net.build();
  return {
    graph,
    weights: initializeWeights(graph, 3),
    classes,
    preprocessing,
  };
}

describe("openExplainer", () => {
  it("gives Grad-CAM equal to the class activation map computed from the weights", async () => {
    const network = pooledNetwork();
    const explainer = await openExplainer(network, onnx);
    expect(explainer.layer).toBe("top_relu");
    const forward = await onnx.createForward({
      ...network,
      taps: ["top_relu"],
    });
    const values = await forward.run(
      normalisePictures([pixels], preprocessing),
    );
    const activations = values.get("top_relu")!;
    const kernel = network.weights.get("scores/kernel")!;
    for (const [index, { id }] of classes.entries()) {
      const { grid } = await explainer.heatmap(pixels, { classId: id });
      const wanted = classActivationMap(activations, kernel, index);
      expect([grid.height, grid.width]).toEqual(wanted.shape.slice(1));
      wanted.data.forEach((value, i) =>
        expect(grid.values[i]).toBeCloseTo(value, 4),
      );
    }
    await forward.dispose();
    await explainer.dispose();
  });

  it("explains the predicted class unless another is asked for, as the contract has it", async () => {
    const network = pooledNetwork();
    const explainer = await openExplainer(network, onnx);
    const heatmap = await explainer.heatmap(pixels);
    expect(HeatmapSchema.parse(heatmap)).toEqual(heatmap);
    expect(heatmap.classId).toBe(heatmap.probabilities[0]?.classId);
    const total = heatmap.probabilities.reduce(
      (sum, { probability }) => sum + probability,
      0,
    );
    expect(total).toBeCloseTo(1, 5);
    const other = heatmap.probabilities[2]?.classId ?? NaN;
    const asked = await explainer.heatmap(pixels, { classId: other });
    expect(asked.classId).toBe(other);
    expect(asked.grid.values).not.toEqual(heatmap.grid.values);
    await expect(
      explainer.heatmap(pixels, { classId: 99 }),
    ).rejects.toMatchObject({ code: "explain/unknown-class" });
    await explainer.dispose();
  });

  it("agrees with TensorFlow.js's gradients in a network with residual blocks", async () => {
    const graph = buildModel("resnet-8", { inputSize: SIZE, classes: 3 });
    const network = {
      graph,
      weights: initializeWeights(graph, 1, { kernels: "he-normal" }),
      classes,
      preprocessing,
    };
    // Below the last block, so that the gradient goes through it.
    const options = { layer: "stage2_block1_relu" };
    const [ours, reference] = [
      await openExplainer(network, onnx, options),
      await openExplainer(
        network,
        createTfjsExecutor({ backend: "cpu" }),
        options,
      ),
    ];
    const largest: number[] = [];
    for (const { id } of classes) {
      const got = await ours.heatmap(pixels, { classId: id });
      const wanted = await reference.heatmap(pixels, { classId: id });
      wanted.grid.values.forEach((value, i) =>
        expect(got.grid.values[i]).toBeCloseTo(value, 3),
      );
      largest.push(Math.max(...got.grid.values));
    }
    expect(largest).toContain(1);
    await ours.dispose();
    await reference.dispose();
  });
});

describe("explainedLayer", () => {
  it.each([
    ["lenet-5", 32, "C3"],
    ["resnet-8", 32, "stage3_block1_relu"],
    ["mobilenet-v2", 96, "out_relu"],
  ])("looks in %s at the last picture of features", (id, inputSize, layer) => {
    expect(explainedLayer(buildModel(id, { inputSize, classes: 3 }))).toBe(
      layer,
    );
  });

  it("refuses a network without pictures", () => {
    const net = createLayerBuilder("vector", { name: "input", shape: [4] });
    net.layer("dense", "scores", { units: 2, activation: "softmax" });
    expect(() => explainedLayer(net.build())).toThrow(
      expect.objectContaining({ code: "explain/no-picture-layer" }),
    );
  });
});

describe("computeFeatureMaps", () => {
  it("shows every channel of a layer, as the contract has it", async () => {
    const network = pooledNetwork();
    const maps = await computeFeatureMaps(network, onnx, "top", pixels);
    expect(FeatureMapsSchema.parse(maps)).toEqual(maps);
    expect(maps.shape).toEqual([7, 7, 6]);
    expect(maps.maps.map(({ channel }) => channel).toSorted()).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(pictureLayers(network.graph).map(({ name }) => name)).toEqual([
      "conv",
      "relu",
      "top",
      "top_relu",
    ]);
  });

  it("names the layers that there are when asked for another", async () => {
    await expect(
      computeFeatureMaps(pooledNetwork(), onnx, "pool", pixels),
    ).rejects.toThrow("conv, relu, top, top_relu");
  });
});
