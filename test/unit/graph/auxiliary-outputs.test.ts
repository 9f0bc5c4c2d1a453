import { describe, expect, it } from "vitest";
import { cutAt, joinGraphs, subgraphTo } from "#engine/graph/cut.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { AuxiliaryOutput, LayerGraph } from "#engine/graph/layer-graph.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { activationMemory } from "#engine/graph/memory.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { withHead } from "#engine/graph/with-head.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";

const AUXILIARY = [
  { layer: "early", lossWeight: 0.3 },
  { layer: "late", lossWeight: 0.3 },
];

/** `early` ends in a softmax layer, `late` and the output carry theirs. */
function network(
  auxiliaryOutputs: readonly AuxiliaryOutput[] = AUXILIARY,
): LayerGraph {
  const net = createLayerBuilder("net", { name: "x", shape: [6, 6, 3] });
  const first = net.layer("conv2d", "first", { filters: 4, kernelSize: 3 });
  net.layer("flatten", "early_flat", {});
  net.layer("dense", "early_scores", { units: 3 });
  net.layer("activation", "early", { activation: "softmax" });
  const second = net.layer(
    "conv2d",
    "second",
    { filters: 4, kernelSize: 3 },
    first,
  );
  net.layer("globalAveragePooling2d", "late_pool", {});
  net.layer("dense", "late", { units: 3, activation: "softmax" });
  net.layer("globalAveragePooling2d", "pool", {}, second);
  net.layer("dense", "out", { units: 3, activation: "softmax" });
  return { ...net.build(), auxiliaryOutputs };
}

function names({ layers }: LayerGraph): string[] {
  return layers.map(({ name }) => name);
}

const MAIN = ["first", "second", "pool", "out"];

describe("withoutAuxiliaryOutputs", () => {
  it("drops them and the layers that only they need", () => {
    const graph = withoutAuxiliaryOutputs(network());
    expect(names(graph)).toEqual(MAIN);
    expect(graph).not.toHaveProperty("auxiliaryOutputs");
    expect(graph.output).toBe("out");
  });

  it("gives a network without any back as it is", () => {
    const graph = withoutAuxiliaryOutputs(network());
    expect(withoutAuxiliaryOutputs(graph)).toBe(graph);
  });
});

describe("a network with auxiliary outputs", () => {
  it("is cut and joined without them", () => {
    const { body, head } = cutAt(network(), "second");
    expect([names(body), names(head)]).toEqual([
      ["first", "second"],
      ["pool", "out"],
    ]);
    expect(joinGraphs(body, head)).toEqual({
      ...withoutAuxiliaryOutputs(network()),
    });
    expect(subgraphTo(network(), "early")).not.toHaveProperty(
      "auxiliaryOutputs",
    );
  });

  it("keeps none under another head", () => {
    const body = { ...network(), output: "early_flat", auxiliaryOutputs: [] };
    expect(withHead(body, 5)).not.toHaveProperty("auxiliaryOutputs");
  });

  it("gives the scores of every output", () => {
    const { graph, endsInSoftmax } = withoutSoftmax(network());
    expect(endsInSoftmax).toBe(true);
    expect(graph.output).toBe("out");
    expect(graph.auxiliaryOutputs).toEqual([
      { layer: "early_scores", lossWeight: 0.3 },
      { layer: "late", lossWeight: 0.3 },
    ]);
    expect(names(graph)).not.toContain("early");
    for (const name of ["late", "out"]) {
      const layer = graph.layers.find((node) => node.name === name);
      expect(layer?.attributes).toMatchObject({ activation: "linear" });
    }
  });

  it("takes their memory in training and not in inference", () => {
    const all = activationMemory(network());
    const plain = activationMemory(withoutAuxiliaryOutputs(network()));
    expect(all.trainingBytes - plain.trainingBytes).toBe(
      4 * (64 + 3 + 3 + 4 + 3),
    );
    expect(all.inferencePeakBytes).toBe(plain.inferencePeakBytes);
  });

  it.each([
    [/"none".*not one of its layers/, "none", 0.3],
    [/"second" of shape \[2, 2, 4\]/, "second", 0.3],
    [/another layer than its output/, "out", 0.3],
    [/weight greater than 0. Received 0/, "late", 0],
    [/Received NaN/, "late", Number.NaN],
  ])("is refused with %s", (message, layer, lossWeight) => {
    expect(() => inferShapes(network([{ layer, lossWeight }]))).toThrow(
      message,
    );
  });
});
