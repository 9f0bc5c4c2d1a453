import { describe, expect, it } from "vitest";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";

function shapeAfter(
  input: readonly number[],
  op: LayerNode["op"],
  attributes: object,
): readonly number[] | undefined {
  const node = {
    name: "layer",
    op,
    inputs: ["x"],
    attributes,
  } as unknown as LayerNode;
  const graph = {
    name: "one",
    input: { name: "x", shape: input },
    layers: [node],
    output: "layer",
  };
  return inferShapes(graph).get("layer");
}

describe("inferShapes", () => {
  it.each([
    [[28, 28, 1], "conv2d", { filters: 3, kernelSize: 5 }, [24, 24, 3]],
    [
      [227, 227, 3],
      "conv2d",
      { filters: 96, kernelSize: 11, strides: 4 },
      [55, 55, 96],
    ],
    [
      [224, 224, 3],
      "conv2d",
      { filters: 96, kernelSize: 11, strides: 4, padding: "same" },
      [56, 56, 96],
    ],
    [
      [9, 11, 4],
      "conv2d",
      { filters: 8, kernelSize: [3, 5], dilationRate: 2, groups: 2 },
      [5, 3, 8],
    ],
    [
      [7, 7, 6],
      "depthwiseConv2d",
      { kernelSize: 3, strides: 2, padding: "same", depthMultiplier: 2 },
      [4, 4, 12],
    ],
    [[7, 9, 6], "maxPooling2d", {}, [3, 4, 6]],
    [
      [7, 9, 6],
      "averagePooling2d",
      { poolSize: 3, strides: 1, padding: "same" },
      [7, 9, 6],
    ],
    [[7, 9, 6], "globalAveragePooling2d", {}, [6]],
    [
      [7, 9, 6],
      "separableConv2d",
      { filters: 5, kernelSize: 3, strides: 2, depthMultiplier: 2 },
      [3, 4, 5],
    ],
    [[7, 9, 6], "globalMaxPooling2d", { keepDims: true }, [1, 1, 6]],
    [[7, 9, 6], "upSampling2d", { size: [2, 3] }, [14, 27, 6]],
    [[7, 9, 6], "layerNormalization", {}, [7, 9, 6]],
    [[7, 9, 6], "localResponseNormalization", {}, [7, 9, 6]],
    [[7, 9, 6], "reshape", { targetShape: [63, -1] }, [63, 6]],
    [[20], "embedding", { inputDim: 100, outputDim: 8 }, [20, 8]],
    [
      [20, 3],
      "conv1d",
      { filters: 8, kernelSize: 5, dilationRate: 2 },
      [12, 8],
    ],
    [
      [20, 3],
      "conv1d",
      { filters: 8, kernelSize: 5, strides: 3, padding: "causal" },
      [7, 8],
    ],
    [[20, 3], "maxPooling1d", { poolSize: 3 }, [6, 3]],
    [
      [20, 3],
      "averagePooling1d",
      { poolSize: 3, strides: 2, padding: "same" },
      [10, 3],
    ],
    [[20, 3], "globalAveragePooling1d", {}, [3]],
    [[20, 3], "globalMaxPooling1d", { keepDims: true }, [1, 3]],
    [[20, 3], "zeroPadding1d", { padding: [2, 1] }, [23, 3]],
    [[20, 3], "dense", { units: 4 }, [20, 4]],
    [[20, 3], "flatten", {}, [60]],
    [[7, 9, 6], "globalAveragePooling2d", { keepDims: true }, [1, 1, 6]],
    [
      [7, 9, 6],
      "zeroPadding2d",
      {
        padding: [
          [0, 1],
          [2, 3],
        ],
      },
      [8, 14, 6],
    ],
    [[7, 9, 6], "flatten", {}, [378]],
    [[784], "dense", { units: 30 }, [30]],
    [[7, 9, 6], "dense", { units: 2 }, [7, 9, 2]],
    [[7, 9, 6], "dropout", { rate: 0.5 }, [7, 9, 6]],
  ] as const)("%j through %s %j is %j", (input, op, attributes, expected) => {
    expect(shapeAfter(input, op, attributes)).toEqual(expected);
  });

  it.each([
    [
      "graph/input-too-small",
      [4, 4, 1],
      "conv2d",
      { filters: 1, kernelSize: 5 },
    ],
    ["graph/bad-shape", [10], "maxPooling2d", {}],
    [
      "graph/bad-groups",
      [4, 4, 3],
      "conv2d",
      { filters: 4, kernelSize: 1, groups: 2 },
    ],
    ["graph/bad-attribute", [4, 4, 3], "conv2d", { filters: 0, kernelSize: 1 }],
    ["graph/bad-attribute", [4], "dropout", { rate: 1 }],
    ["graph/wrong-input-count", [4], "add", {}],
    ["graph/wrong-input-count", [4], "multiply", {}],
    ["graph/bad-shape", [4, 4, 3], "conv1d", { filters: 2, kernelSize: 3 }],
    ["graph/bad-shape", [4, 3], "conv2d", { filters: 2, kernelSize: 3 }],
    ["graph/input-too-small", [4, 3], "maxPooling1d", { poolSize: 5 }],
    ["graph/bad-shape", [4, 3], "embedding", { inputDim: 5, outputDim: 2 }],
    ["graph/bad-shape", [4, 3], "reshape", { targetShape: [5, -1] }],
    ["graph/bad-shape", [4, 3], "reshape", { targetShape: [3, 2, 2, 1] }],
    [
      "graph/bad-attribute",
      [4, 4, 3],
      "localResponseNormalization",
      { bias: 0 },
    ],
    [
      "graph/bad-attribute",
      [4],
      "activation",
      { activation: "relu", negativeSlope: 0.1 },
    ],
    [
      "graph/bad-attribute",
      [4],
      "activation",
      { activation: "swish", approximate: true },
    ],
    ["graph/bad-input-shape", [4, 0, 3], "flatten", {}],
  ] as const)(
    "refuses with %s: %j through %s %j",
    (code, input, op, attributes) => {
      expect(() => shapeAfter(input, op, attributes)).toThrow(
        expect.objectContaining({ code }),
      );
    },
  );

  it("names the layer and both shapes when branches do not fit", () => {
    const net = createLayerBuilder("fork", { name: "x", shape: [8, 8, 3] });
    net.layer("conv2d", "left", { filters: 4, kernelSize: 1 }, "x");
    net.layer(
      "conv2d",
      "right",
      { filters: 4, kernelSize: 1, strides: 2 },
      "x",
    );
    net.layer("add", "sum", {}, ["left", "right"]);
    expect(() => net.build()).toThrow(/"sum".*\[8, 8, 4\] and \[4, 4, 4\]/);
  });

  it("joins channels", () => {
    const net = createLayerBuilder("join", { name: "x", shape: [8, 8, 3] });
    net.layer("conv2d", "left", { filters: 4, kernelSize: 1 });
    net.layer("concatenate", "both", {}, ["x", "left"]);
    expect(net.shape()).toEqual([8, 8, 7]);
  });

  it("refuses unknown inputs, unknown outputs and names used twice", () => {
    expect(() => inferShapes(flatGraph([flatten("a", "b")], "a"))).toThrow(
      withCode("graph/unknown-input"),
    );
    expect(() => inferShapes(flatGraph([flatten("a", "x")], "c"))).toThrow(
      withCode("graph/unknown-output"),
    );
    expect(() =>
      inferShapes(flatGraph([flatten("a", "x"), flatten("a", "x")], "a")),
    ).toThrow(withCode("graph/duplicate-name"));
  });
});

function flatten(name: string, input: string): LayerNode {
  return { name, op: "flatten", inputs: [input], attributes: {} };
}

function flatGraph(layers: LayerNode[], output: string): LayerGraph {
  return {
    name: "bad",
    input: { name: "x", shape: [2, 2, 1] },
    layers,
    output,
  };
}

function withCode(value: string): unknown {
  return expect.objectContaining({ code: value });
}
