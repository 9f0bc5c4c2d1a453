import { describe, expect, it } from "vitest";
import { withoutKinks } from "#engine/compute/without-kinks.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { buildModel } from "#engine/models/catalog.ts";

describe("withoutKinks", () => {
  const graph = buildModel("mobilenet-v2", {
    inputSize: 96,
    width: 0.35,
    classes: 3,
  });

  it("leaves no activation whose slope jumps", () => {
    const used = withoutKinks(graph).layers.flatMap(({ attributes }) =>
      "activation" in attributes ? [attributes.activation] : [],
    );
    expect(used).toContain("swish");
    expect(used).not.toContain("relu6");
  });

  it("keeps weights, layers and the network that it was given", () => {
    const before = structuredClone(graph);
    const smooth = withoutKinks(graph);
    expect(weightSpecs(smooth)).toEqual(weightSpecs(graph));
    expect(smooth.layers.map(({ name, op }) => [name, op])).toEqual(
      graph.layers.map(({ name, op }) => [name, op]),
    );
    expect(graph).toEqual(before);
  });
});
