import { describe, expect, it } from "vitest";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerOp, OpAttributes } from "#engine/graph/layer-graph.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { receptiveFields } from "#engine/graph/receptive-field.ts";
import { weightSpecs } from "#engine/graph/weights.ts";

type Case<Op extends LayerOp> = readonly [
  input: readonly number[],
  op: Op,
  attributes: OpAttributes[Op],
];

function oneLayer([input, op, attributes]: Case<LayerOp>) {
  const net = createLayerBuilder("one", { name: "x", shape: input });
  net.layer(op, "layer", attributes);
  return net.build();
}

function shapeOfOne(given: Case<LayerOp>): readonly number[] {
  const net = createLayerBuilder("one", { name: "x", shape: given[0] });
  net.layer(given[1], "layer", given[2]);
  return net.shape();
}

describe("layers that choose, add and scale channels, and cut pictures", () => {
  it.each([
    [[6, 5, 4], "selectChannels", { channels: [3, 0, 0] }, [6, 5, 3]],
    [[4], "selectChannels", { channels: [2] }, [1]],
    [[6, 5, 4], "padChannels", { padding: [1, 3] }, [6, 5, 8]],
    [[5, 4], "padChannels", { padding: [0, 2] }, [5, 6]],
    [
      [6, 5, 4],
      "cropping2d",
      {
        cropping: [
          [1, 2],
          [0, 4],
        ],
      },
      [3, 1, 4],
    ],
    [[6, 5, 4], "layerScale", {}, [6, 5, 4]],
    [[6, 5, 3], "rescaling", { scale: [1, 2, 3], offset: 1 }, [6, 5, 3]],
    [[6, 5, 3], "normalization", {}, [6, 5, 3]],
    [[6, 5, 3], "dropout", { rate: 0.2, perSample: true }, [6, 5, 3]],
  ] as const)(
    "have the shapes: %j through %s %j",
    (input, op, given, shape) => {
      expect(shapeOfOne([input, op, given])).toEqual(shape);
    },
  );

  it.each([
    [
      /channels of layer "layer".*from 0 to 3.*Received: 4/,
      [6, 5, 4],
      "selectChannels",
      { channels: [0, 4] },
    ],
    [/from 0 to 3/, [6, 5, 4], "selectChannels", { channels: [-1] }],
    [/an empty list/, [6, 5, 4], "selectChannels", { channels: [] }],
    [
      /padding.*whole number of at least 0/,
      [6, 5, 4],
      "padChannels",
      { padding: [-1, 0] },
    ],
    [
      /cuts off 6 rows and 0 columns.*Received 6×5/,
      [6, 5, 4],
      "cropping2d",
      {
        cropping: [
          [3, 3],
          [0, 0],
        ],
      },
    ],
    [
      /cropping.*whole number of at least 0/,
      [6, 5, 4],
      "cropping2d",
      {
        cropping: [
          [0.5, 0],
          [0, 0],
        ],
      },
    ],
    [
      /needs an input \[height, width, channels\]/,
      [5, 4],
      "cropping2d",
      {
        cropping: [
          [1, 1],
          [0, 0],
        ],
      },
    ],
    [/one number for each of the 4/, [5, 4], "rescaling", { scale: [1, 2] }],
    [/offset/, [5, 4], "rescaling", { scale: 1, offset: Number.NaN }],
    [/initialValue/, [5, 4], "layerScale", { initialValue: Infinity }],
  ] as const)(
    "refuse with %s: %j through %s %j",
    (message, input, op, given) => {
      expect(() => oneLayer([input, op, given])).toThrow(message);
    },
  );

  it("count Keras's seven numbers of normalization, none of which learns", () => {
    const graph = oneLayer([[8, 8, 3], "normalization", {}]);
    const { trainable, total } = countParameters(graph);
    expect([trainable, total]).toEqual([0, 7]);
    expect(weightSpecs(graph).map(({ name, shape }) => [name, shape])).toEqual([
      ["layer/mean", [3]],
      ["layer/variance", [3]],
      ["layer/count", []],
    ]);
    expect(
      [...initializeWeights(graph, 1).values()].map(({ data }) => [...data]),
    ).toEqual([[0, 0, 0], [1, 1, 1], [0]]);
  });

  it("start γ of layer scale at its initial value", () => {
    const started = (attributes: OpAttributes["layerScale"]) => {
      const graph = oneLayer([[2], "layerScale", attributes]);
      expect(countParameters(graph).trainable).toBe(2);
      return initializeWeights(graph, 1).get("layer/gamma")?.data;
    };
    expect(started({})).toEqual(Float32Array.of(1e-6, 1e-6));
    expect(started({ initialValue: 0.5 })).toEqual(Float32Array.of(0.5, 0.5));
  });

  it("cost no multiply-adds, and a crop moves what is seen", () => {
    const net = createLayerBuilder("crop", { name: "x", shape: [9, 9, 2] });
    net.layer("rescaling", "scaled", { scale: 2 });
    net.layer("cropping2d", "cropped", {
      cropping: [
        [2, 0],
        [1, 0],
      ],
    });
    net.layer("padChannels", "padded", { padding: [1, 0] });
    net.layer("conv2d", "conv", { filters: 1, kernelSize: 3 });
    const graph = net.build();
    expect([...countMultiplyAdds(graph).layers.values()]).toEqual([
      0,
      0,
      0,
      5 * 6 * 9 * 3,
    ]);
    expect(receptiveFields(graph).get("conv")).toEqual([
      { size: 3, stride: 1, offset: 3 },
      { size: 3, stride: 1, offset: 2 },
    ]);
  });
});
