import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { toKerasConfig } from "#engine/export/keras/keras-config.ts";
import { designGraph } from "#engine/graph/design/design.ts";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { designOfKerasJson } from "#engine/models/keras-lines/keras-json.ts";

interface KerasModel {
  readonly class_name: string;
  readonly config: { readonly layers: readonly KerasLayer[] };
}
interface KerasLayer {
  readonly class_name: string;
  readonly config: Record<string, unknown>;
}

const GOLDEN = JSON.parse(
  readFileSync(
    join(
      import.meta.dirname,
      "..",
      "..",
      "..",
      "golden",
      "keras-networks.json",
    ),
    "utf8",
  ),
) as Record<string, { parameters: number; config: KerasModel }>;

const imported = (name: string) =>
  designGraph(designOfKerasJson(JSON.stringify(GOLDEN[name]!.config)));

describe("Keras configurations", () => {
  it.each(Object.keys(GOLDEN))(
    "reads %s with as many parameters as Keras counts",
    (name) => {
      expect(countParameters(imported(name)).total).toBe(
        GOLDEN[name]!.parameters,
      );
    },
  );

  it.each(Object.keys(GOLDEN))(
    "writes %s as Keras itself does, as far as a configuration says it",
    (name) => {
      const written = toKerasConfig(imported(name)) as KerasModel;
      const keras = GOLDEN[name]!.config;
      expect(written.class_name).toBe(keras.class_name);
      const wanted = keras.config.layers.map(({ class_name, config }) => ({
        class_name,
        config,
      }));
      const found = written.config.layers.map(
        ({ class_name, config }, index) => {
          const theirs = wanted[index]!.config;
          // What Keras does not write down it does not read.
          return { class_name, config: { ...theirs, ...config } };
        },
      );
      expect(plain(found)).toEqual(plain(wanted));
      expect(written.config.layers.map(connections)).toEqual(
        keras.config.layers.map(connections),
      );
    },
  );

  it("comes back as the same network", () => {
    for (const graph of [
      imported("branches"),
      buildModel("mobilenet-v2", { width: 0.35, inputSize: 96 }),
    ]) {
      const again = designGraph(
        designOfKerasJson(JSON.stringify(toKerasConfig(graph))),
      );
      expect(countParameters(again)).toEqual(countParameters(graph));
      expect(again.layers.map(({ op, inputs }) => [op, inputs])).toEqual(
        graph.layers.map(({ op, inputs }) => [op, inputs]),
      );
    }
  });

  it("reads old notation: a Sequential of Keras 2 whose first layer names the input", () => {
    const design = designOfKerasJson(
      JSON.stringify({
        class_name: "Sequential",
        config: {
          name: "old",
          layers: [
            {
              class_name: "Conv2D",
              config: {
                name: "c",
                batch_input_shape: [null, 28, 28, 1],
                filters: 6,
                kernel_size: [5, 5],
              },
            },
            { class_name: "Flatten", config: { name: "f" } },
            {
              class_name: "Dense",
              config: { name: "d", units: 10, activation: "softmax" },
            },
          ],
        },
        keras_version: "2.4.0",
      }),
    );
    expect(countParameters(designGraph(design)).total).toBe(
      156 + 24 * 24 * 6 * 10 + 10,
    );
  });

  it.each([
    [
      "scaledTanh",
      dense("scaledTanh"),
      /"d" \(dense\) uses the activation scaledTanh/,
    ],
    [
      "local response normalization",
      with1("localResponseNormalization"),
      /localResponseNormalization/,
    ],
  ])("refuses %s by the layer's name", (_what, graph, message) => {
    expect(() => toKerasConfig(graph)).toThrow(message);
  });

  it("says what is no configuration", () => {
    expect(() => designOfKerasJson("{")).toThrow(/not JSON/);
    expect(() => designOfKerasJson('{"class_name":"Dense"}')).toThrow(/Dense/);
  });
});

/** Keras writes one number also as a list of one. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/\[(\d+)\]/g, "$1"));
}

function connections(layer: unknown): unknown {
  return (layer as { inbound_nodes?: unknown }).inbound_nodes;
}

function dense(activation: "scaledTanh"): LayerGraph {
  const attributes = { units: 3, activation };
  return graphOf([3], {
    name: "d",
    op: "dense",
    inputs: ["input"],
    attributes,
  });
}

function with1(op: "localResponseNormalization"): LayerGraph {
  return graphOf([4, 4, 3], {
    name: "n",
    op,
    inputs: ["input"],
    attributes: {},
  });
}

function graphOf(shape: number[], node: LayerNode): LayerGraph {
  return {
    name: "one",
    input: { name: "input", shape },
    layers: [node],
    output: node.name,
  };
}
