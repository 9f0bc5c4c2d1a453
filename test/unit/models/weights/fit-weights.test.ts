import { describe, expect, it } from "vitest";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { bodyOf } from "#engine/models/weights/recognise-architecture.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import { fitWeights } from "#engine/models/weights/fit-weights.ts";
import { kerasLayerOrder } from "#engine/models/weights/keras-layer-order.ts";
import type {
  Shaped,
  StoredWeights,
} from "#engine/models/weights/stored-weights.ts";

/** What a file holds, with the name that the weight has in the network, so that a test sees what went where. */
interface Labelled extends Shaped {
  readonly name: string;
}

/** The weights of a network as a legacy file has them: in Keras's layer order. */
function storedOf(
  graph: LayerGraph,
  rename: (layer: string) => string = (layer) => layer,
): StoredWeights<Labelled> {
  const specs = Map.groupBy(weightSpecs(graph), (spec) => spec.layer);
  return {
    order: "layer-order",
    layers: kerasLayerOrder(graph).map((layer) => ({
      name: rename(layer),
      weights: (specs.get(layer) ?? []).map((spec) => ({
        name: spec.role,
        value: { name: spec.name, shape: spec.shape },
      })),
    })),
  };
}

/** Automatic names of a session that has made other networks before. */
function later(name: string): string {
  const [, kind = "", number = "0"] =
    /^(conv2d|batch_normalization|separable_conv2d|dense)(?:_(\d+))?$/.exec(
      name,
    ) ?? [];
  return kind === "" ? name : `${kind}_${Number(number) + 95}`;
}

function expectEveryWeightInItsPlace(
  graph: LayerGraph,
  weights: ReadonlyMap<string, Labelled>,
): void {
  expect([...weights].filter(([name, value]) => name !== value.name)).toEqual(
    [],
  );
  expect(weights.size).toBe(weightSpecs(graph).length);
}

const small = buildModel("mobilenet-v2", { width: 0.35, classes: 10 });

describe("fitWeights", () => {
  it("finds layers by their names, whatever their order in the file", () => {
    const stored = storedOf(small);
    const turned = { ...stored, layers: stored.layers.toReversed() };
    const fit = fitWeights(small, turned);
    expect(fit).toMatchObject({ differences: [], matchedBy: "name" });
    expectEveryWeightInItsPlace(small, fit.weights);
  });

  it.each(["inception-v3", "xception"])(
    "finds the automatic names of another session by their rank: %s",
    (id) => {
      const graph = buildModel(id);
      const fit = fitWeights(graph, storedOf(graph, later));
      expect(fit).toMatchObject({ differences: [] });
      expect(fit.matchedBy).toBe("creation order");
      expectEveryWeightInItsPlace(graph, fit.weights);
    },
  );

  it.each([
    "inception-v3",
    "nasnet-mobile",
    "keras-resnet-50",
    "mobilenet-v3-small",
    "convnext-tiny",
  ])("loads by Keras's layer order where all names are strange: %s", (id) => {
    const graph = buildModel(id);
    let number = 0;
    const stored = storedOf(graph, () => `strange ${number++}`);
    const fit = fitWeights(graph, stored);
    expect(fit).toMatchObject({ differences: [], matchedBy: "layer order" });
    expectEveryWeightInItsPlace(graph, fit.weights);
  });

  it("knows the names of Keras 1", () => {
    const graph = buildModel("xception");
    const old = (name: string) =>
      later(name)
        .replace("batch_normalization_", "batchnormalization_")
        .replace(/^conv2d_/, "convolution2d_");
    const fit = fitWeights(graph, {
      ...storedOf(graph, old),
      order: "nothing",
    });
    expect(fit.differences).toEqual([]);
    expectEveryWeightInItsPlace(graph, fit.weights);
  });

  it("counts layers of a class where a file has only such numbers", () => {
    const graph = buildModel("densenet-121");
    const counters = new Map<string, number>();
    const numbered = (name: string) => {
      const op = graph.layers.find((node) => node.name === name)?.op;
      const own = op === "conv2d" || op === "dense";
      const prefix = own ? op : "batch_normalization";
      const number = counters.get(prefix) ?? 0;
      if (weightSpecs(graph).some(({ layer }) => layer === name))
        counters.set(prefix, number + 1);
      return number === 0 ? prefix : `${prefix}_${number}`;
    };
    const { layers } = storedOf(graph, numbered);
    const byName = layers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const fit = fitWeights(graph, { order: "class-counters", layers: byName });
    expect(fit.differences).toEqual([]);
    expectEveryWeightInItsPlace(graph, fit.weights);
  });

  it("pairs the weights of a layer by place where their names say nothing", () => {
    const stored = storedOf(small);
    const layers = stored.layers.map((layer) => ({
      ...layer,
      weights: layer.weights.map(({ value }, index) => ({
        name: `${layer.name}_W_${index}`,
        value,
      })),
    }));
    const fit = fitWeights(small, { ...stored, layers });
    expect(fit.differences).toEqual([]);
    expectEveryWeightInItsPlace(small, fit.weights);
  });

  it("takes a body out of a whole file only where more layers are allowed", () => {
    const graph = buildModel("inception-v3");
    const body = bodyOf(modelEntry("inception-v3"), graph);
    const stored = storedOf(graph, later);
    const allowed = fitWeights(body, stored, { surplusLayers: "allowed" });
    expect(allowed.differences).toEqual([]);
    expectEveryWeightInItsPlace(body, allowed.weights);
    expect(fitWeights(body, stored).differences).toEqual([
      { kind: "surplus", what: expect.stringContaining('"predictions"') },
    ]);
  });

  it("lists exactly what is missing, too many and of another shape", () => {
    const stored = storedOf(small);
    const layers = stored.layers
      .filter(({ name }) => name !== "bn_Conv1")
      .map((layer) =>
        layer.name === "Conv1"
          ? { ...layer, weights: [...layer.weights, extra("bias", [16])] }
          : layer,
      );
    const other = { name: "extra", weights: [extra("kernel", [3, 3])] };
    const wider = buildModel("mobilenet-v2", { width: 0.35, classes: 12 });
    const fit = fitWeights(wider, {
      order: "nothing",
      layers: [...layers, other],
    });
    expect(fit.differences).toEqual([
      { kind: "surplus", what: 'weight "Conv1/bias" [16]' },
      {
        kind: "missing",
        what: 'layer "bn_Conv1" (gamma [16], beta [16], moving_mean [16], moving_variance [16])',
      },
      {
        kind: "shape",
        what: "predictions/kernel",
        expected: [1280, 12],
        received: [1280, 10],
      },
      {
        kind: "shape",
        what: "predictions/bias",
        expected: [12],
        received: [10],
      },
      { kind: "surplus", what: 'layer "extra" (kernel [3, 3])' },
    ]);
  });

  it("does not lay by order what has another number of layers", () => {
    const stored = storedOf(small, (name) => `strange ${name}`);
    const fit = fitWeights(small, {
      ...stored,
      layers: stored.layers.slice(0, -2),
    });
    expect(fit.matchedBy).toBe("name");
    expect(fit.differences.length).toBeGreaterThan(100);
  });
});

function extra(name: string, shape: readonly number[]) {
  return { name, value: { name, shape } };
}
