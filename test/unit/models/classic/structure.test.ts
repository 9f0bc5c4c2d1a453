import { describe, expect, it } from "vitest";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { C3_TABLE } from "#engine/models/classic/lenet-5-1998.ts";

describe("LeNet-5 of 1998", () => {
  const graph = buildModel("lenet-5-1998");

  it("has the 60 connections of the paper's table, ten maps of C3 for every map of S2", () => {
    expect(C3_TABLE.flat()).toHaveLength(60);
    for (let map = 0; map < 6; map++) {
      const rows = C3_TABLE.filter((row) => row.some((seen) => seen === map));
      expect(rows).toHaveLength(10);
    }
  });

  it("joins the parts of C3 to 16 maps in the order of the table", () => {
    expect(node(graph, "C3").inputs).toEqual(["C3_three", "C3_four", "C3_six"]);
    expect(inferShapes(graph).get("C3")).toEqual([10, 10, 16]);
    const selected = ["C3_three_select", "C3_four_select", "C3_six_select"].map(
      (name) => node(graph, name).attributes,
    );
    expect(
      selected.flatMap((attributes) =>
        "channels" in attributes ? attributes.channels : [],
      ),
    ).toEqual(C3_TABLE.flat());
  });

  it("draws weights evenly in ±2.4 by the inputs of a unit", () => {
    const weights = initializeWeights(graph, 1, { kernels: "lecun-1998" });
    const most = (name: string) =>
      Math.max(...(weights.get(name)?.data ?? [Infinity]).map(Math.abs));
    expect(most("F6/kernel")).toBeLessThanOrEqual(2.4 / 120);
    expect(most("F6/kernel")).toBeGreaterThan(0.99 * (2.4 / 120));
    expect(most("C3_four/kernel")).toBeLessThanOrEqual(2.4 / 100);
    expect(most("C3_four/kernel")).toBeGreaterThan(0.9 * (2.4 / 100));
    expect(most("S4/kernel")).toBeLessThanOrEqual(2.4);
    expect(most("S4/kernel")).toBeGreaterThan(0.6);
    expect(new Set(weights.get("output/codes")?.data)).toEqual(
      new Set([-1, 1]),
    );
  });
});

describe("AlexNet", () => {
  it("normalizes responses with the paper's constants and drops half", () => {
    for (const id of ["alexnet", "alexnet-grouped"]) {
      const graph = buildModel(id);
      for (const name of ["C1_normalization", "C3_normalization"]) {
        expect(node(graph, name).attributes).toEqual({
          depthRadius: 2,
          bias: 2,
          alpha: 1e-4,
          beta: 0.75,
        });
      }
      const dropouts = graph.layers.filter(({ op }) => op === "dropout");
      expect(dropouts.map(({ attributes }) => attributes)).toEqual([
        { rate: 0.5 },
        { rate: 0.5 },
      ]);
    }
  });
});

describe("GoogLeNet", () => {
  const graph = buildModel("googlenet");

  it("trains two auxiliary classifiers with weight 0.3, behind 4a and 4d", () => {
    expect(graph.auxiliaryOutputs).toEqual([
      { layer: "auxiliary_4a_predictions", lossWeight: 0.3 },
      { layer: "auxiliary_4d_predictions", lossWeight: 0.3 },
    ]);
    expect(node(graph, "auxiliary_4a_pool").inputs).toEqual(["inception_4a"]);
    expect(node(graph, "auxiliary_4d_pool").inputs).toEqual(["inception_4d"]);
  });

  it.each([
    ["conv1", [112, 112, 64]],
    ["pool1", [56, 56, 64]],
    ["conv2", [56, 56, 192]],
    ["pool2", [28, 28, 192]],
    ["inception_3a", [28, 28, 256]],
    ["inception_3b", [28, 28, 480]],
    ["inception_4a", [14, 14, 512]],
    ["auxiliary_4a_pool", [4, 4, 512]],
    ["inception_4b", [14, 14, 512]],
    ["inception_4c", [14, 14, 512]],
    ["inception_4d", [14, 14, 528]],
    ["auxiliary_4d_pool", [4, 4, 528]],
    ["inception_4e", [14, 14, 832]],
    ["inception_5a", [7, 7, 832]],
    ["inception_5b", [7, 7, 1024]],
    ["pool5", [1024]],
  ])("%s is %j, as in the paper's table 1", (name, shape) => {
    expect(inferShapes(graph).get(name)).toEqual(shape);
  });
});

describe("networks for CIFAR-10", () => {
  it("halve on the shortcut by every second pixel and zeros on both sides", () => {
    const graph = buildModel("resnet-cifar-20");
    expect(node(graph, "stage2_block1_subsample").attributes).toEqual({
      poolSize: 1,
      strides: 2,
    });
    expect(node(graph, "stage2_block1_shortcut").attributes).toEqual({
      padding: [8, 8],
    });
    expect(node(graph, "stage3_block1_shortcut").attributes).toEqual({
      padding: [16, 16],
    });
    expect(node(graph, "stage2_block2_add").inputs).toContain(
      "stage2_block1_relu",
    );
  });

  it("differ from the plain ones by the shortcuts alone", () => {
    const isShortcut = ({ name }: LayerNode) =>
      /_(add|subsample|shortcut)$/.test(name);
    const residual = buildModel("resnet-cifar-56");
    expect(
      residual.layers.filter((layer) => !isShortcut(layer)).map(summary),
    ).toEqual(buildModel("plain-cifar-56").layers.map(summary));
  });
});

describe("VGG", () => {
  it("has the layer names of Keras's VGG16 and VGG19", () => {
    for (const [id, convolutions] of [
      ["vgg-16", [2, 2, 3, 3, 3]],
      ["vgg-19", [2, 2, 4, 4, 4]],
    ] as const) {
      const names = convolutions.flatMap((count, index) => [
        ...Array.from(
          { length: count },
          (_, i) => `block${index + 1}_conv${i + 1}`,
        ),
        `block${index + 1}_pool`,
      ]);
      expect(
        buildModel(id)
          .layers.filter(({ op }) => op !== "dropout")
          .map(({ name }) => name),
      ).toEqual([...names, "flatten", "fc1", "fc2", "predictions"]);
    }
  });
});

function node(graph: LayerGraph, name: string): LayerNode {
  const found = graph.layers.find((layer) => layer.name === name);
  if (!found) throw new Error(`There is no layer ${name}.`);
  return found;
}

function summary({ name, op, attributes }: LayerNode) {
  return { name, op, attributes };
}
