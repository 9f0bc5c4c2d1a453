import { describe, expect, it } from "vitest";
import { cutAt } from "#engine/graph/cut.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { withHead } from "#engine/graph/with-head.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import {
  bodyOf,
  expectedRange,
  recogniseArchitecture,
  recogniseGraph,
} from "#engine/models/weights/recognise-architecture.ts";
import {
  storedByName,
  type Shaped,
} from "#engine/models/weights/stored-weights.ts";

const OPTIONS = { width: 0.5, classes: 7 };

describe("recogniseArchitecture", () => {
  it.each(["mobilenet", "mobilenet-v2", "vgg-11", "resnet-8"])(
    "finds the width and the classes of %s in the shapes of its weights",
    (id) => {
      const specs = weightSpecs(buildModel(id, OPTIONS));
      const stored = storedByName<Shaped>(specs.map((s) => [s.name, s]));
      expect(recogniseArchitecture(stored)).toMatchObject({
        id,
        part: "whole",
        options: OPTIONS,
      });
    },
  );

  it("finds gray pictures, and a body without its head", () => {
    const graph = buildModel("resnet-8", { channels: 1 });
    const specs = weightSpecs(bodyOf(modelEntry("resnet-8"), graph));
    const stored = storedByName<Shaped>(specs.map((s) => [s.name, s]));
    expect(recogniseArchitecture(stored)).toMatchObject({
      id: "resnet-8",
      part: "body",
      options: { channels: 1 },
    });
  });

  it("finds nothing where a weight is missing", () => {
    const specs = weightSpecs(buildModel("resnet-8")).slice(1);
    const stored = storedByName<Shaped>(specs.map((s) => [s.name, s]));
    expect(recogniseArchitecture(stored)).toBeUndefined();
  });
});

describe("recogniseGraph", () => {
  it("knows a body under another head", () => {
    const network = buildModel("mobilenet-v2", { width: 0.35 });
    const body = bodyOf(modelEntry("mobilenet-v2"), network);
    expect(recogniseGraph(withHead(body, 4))).toMatchObject({
      id: "mobilenet-v2",
      options: { width: 0.35 },
    });
  });

  it("does not know a network whose layers have other names", () => {
    const graph = buildModel("mobilenet-v2", { width: 0.35 });
    const layers = graph.layers.map((node) => ({
      ...node,
      name: `my_${node.name}`,
      inputs: node.inputs.map((name) =>
        name === graph.input.name ? name : `my_${name}`,
      ),
    }));
    expect(
      recogniseGraph({ ...graph, layers, output: `my_${graph.output}` }),
    ).toBeUndefined();
  });
});

describe("expectedRange", () => {
  it("is that of the catalog, unless a rescaling stands before the network", () => {
    const graph = buildModel("keras-resnet-50");
    expect(expectedRange(graph)).toBe("imagenet-mean");
    const [first, ...rest] = graph.layers;
    const scaled = {
      name: "scale",
      op: "rescaling",
      inputs: [graph.input.name],
      attributes: { scale: 255 },
    } as const;
    const layers = [scaled, { ...first, inputs: ["scale"] }, ...rest];
    expect(
      expectedRange({ ...graph, layers: layers as typeof graph.layers }),
    ).toBe("zero-to-255");
  });

  it("is unknown for a network of nobody's", () => {
    const graph = buildModel("lenet-5");
    const { body } = cutAt(graph, "C1");
    expect(expectedRange(body)).toBeUndefined();
  });
});
