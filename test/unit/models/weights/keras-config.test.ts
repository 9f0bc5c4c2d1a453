import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { toKerasConfig } from "#engine/export/keras/keras-config.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import {
  flattenKerasModel,
  type KerasLayer,
} from "#engine/models/weights/keras-config.ts";
import { kerasGraph } from "#engine/models/weights/keras-graph.ts";
import { translateKerasLayer } from "#engine/models/weights/keras-ops.ts";
import {
  deviation,
  draw,
  drawnWeights,
  type Sampled,
} from "#test/helpers/keras-golden.ts";

/** Made by test/golden/keras-layer-forms.py with Keras 3.15. */
const GOLDEN = JSON.parse(
  readFileSync(resolve("test", "golden", "keras-layer-forms.json"), "utf8"),
) as {
  readonly config: unknown;
  readonly parameters: number;
  readonly output: Sampled;
};

const KERAS_3 = { dtype: { class_name: "DTypePolicy" } };

function layer(
  className: string,
  config: Readonly<Record<string, unknown>>,
): KerasLayer {
  return { className, name: "it", config, inputs: ["x"] };
}

function translated(
  className: string,
  config: Readonly<Record<string, unknown>>,
) {
  return translateKerasLayer(layer(className, config));
}

describe("a config that Keras 3 wrote", () => {
  const graph = kerasGraph(flattenKerasModel(GOLDEN.config));

  it("becomes layers of ours", () => {
    const attributesOf = (name: string) =>
      graph.layers.find((node) => node.name === name)?.attributes;
    expect(attributesOf("by_channel")).toEqual({
      scale: [2, 2.1, 2.2],
      offset: 0,
    });
    expect(attributesOf("by_numpy")).toEqual({
      scale: [1, 0.5, 0.25],
      offset: [0.1, 0.2, 0.3],
    });
    expect(attributesOf("inverse")).toEqual({ scale: 3, offset: 2 });
    expect(attributesOf("drop")).toEqual({ rate: 0.2, perSample: true });
    expect(attributesOf("depth")).toEqual({ rate: 0.1, perSample: true });
    const ops = graph.layers.map(({ op }: LayerNode) => op);
    expect(ops).toContain("normalization");
    expect(ops).toContain("layerScale");
    expect(countParameters(graph).total).toBe(GOLDEN.parameters);
  });

  it("answers as Keras does", async () => {
    const { data } = draw("input", [2, ...graph.input.shape]);
    const input = {
      shape: [2, ...graph.input.shape],
      data: data.map((value) => 255 * (value + 0.5)),
    };
    const forward = await createOnnxExecutor({ threads: 1 }).createForward({
      graph,
      weights: drawnWeights(graph),
    });
    const output = (await forward.run(input)).get(graph.output);
    await forward.dispose();
    expect(deviation(output, GOLDEN.output)).toBeLessThan(1e-4);
  });
});

describe("a config that we wrote", () => {
  it("is read back with its hard activations, crops and whole pictures dropped", () => {
    const net = createLayerBuilder("own", { name: "x", shape: [6, 6, 3] });
    net.layer("rescaling", "scaled", { scale: [1, 2, 3], offset: 1 });
    net.layer("conv2d", "conv", {
      filters: 4,
      kernelSize: 3,
      activation: "hardSigmoid",
    });
    net.layer("activation", "swish", { activation: "hardSwish" });
    const cropping = [
      [1, 0],
      [0, 1],
    ] as const;
    net.layer("cropping2d", "cropped", { cropping });
    net.layer("dropout", "dropped", { rate: 0.5, perSample: true });
    net.layer("flatten", "flat", {});
    const graph = net.build();
    const back = kerasGraph(flattenKerasModel(toKerasConfig(graph)));
    expect(back.layers.map(resolveAttributes)).toEqual(
      graph.layers.map(resolveAttributes),
    );
  });
});

describe("translateKerasLayer", () => {
  it("knows Keras 3's hard_sigmoid, and refuses Keras 2's with the reason", () => {
    const activation = { activation: "hard_sigmoid" };
    expect(translated("Activation", { ...activation, ...KERAS_3 })).toEqual({
      op: "activation",
      attributes: { activation: "hardSigmoid" },
    });
    for (const dtype of [undefined, "float32", { class_name: "Policy" }]) {
      expect(() => translated("Activation", { ...activation, dtype })).toThrow(
        /hard_sigmoid is that of Keras 2/,
      );
    }
  });

  it.each([
    ["Cropping2D", { cropping: 2 }, [2, 2, 2, 2]],
    ["Cropping2D", { cropping: [1, 3] }, [1, 1, 3, 3]],
    [
      "Cropping2D",
      {
        cropping: [
          [1, 0],
          [2, 3],
        ],
      },
      [1, 0, 2, 3],
    ],
  ])("reads the cropping of %s %j", (className, config, expected) => {
    const found = translated(className, config);
    const cropping =
      found !== "identity" && found.op === "cropping2d"
        ? found.attributes.cropping.flat()
        : [];
    expect(cropping).toEqual(expected);
  });

  it.each([
    ["Dropout", { rate: 0.1, noise_shape: [null, 1, 5] }, /noise_shape/],
    ["Rescaling", { scale: "much" }, /scale is "much"/],
    ["Normalization", { mean: [1, 2] }, /variance/],
    ["Normalization", { invert: true }, /inverts/],
    ["Cropping2D", { cropping: [-1, 2] }, /cropping is \[-1,2\]/],
  ])("refuses %s %j", (className, config, reason) => {
    expect(() => translated(className, config)).toThrow(reason);
  });

  it("refuses normalization by another axis than the channels", () => {
    const [input] = flattenKerasModel(GOLDEN.config).layers;
    const other = {
      ...layer("Normalization", { axis: [1] }),
      inputs: input?.inputs ?? [],
    };
    const model = flattenKerasModel(GOLDEN.config);
    expect(() => kerasGraph({ ...model, layers: [other] })).toThrow(
      /axis is \[1\]/,
    );
  });
});
