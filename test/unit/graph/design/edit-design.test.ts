import { describe, expect, it } from "vitest";

import { withClassCount } from "#engine/graph/design/class-count.ts";
import {
  createDesign,
  designGraph,
  designNodes,
  designOfGraph,
  type Design,
} from "#engine/graph/design/design.ts";
import { diagnose } from "#engine/graph/design/diagnose.ts";
import {
  editDesign,
  isMovable,
  newLayer,
  type DesignEdit,
} from "#engine/graph/design/edit-design.ts";
import { LAYER_FIELDS } from "#engine/graph/design/layer-fields.ts";
import { patternDesign, USUAL_PATTERN } from "#engine/graph/design/pattern.ts";
import { readDesign } from "#engine/graph/design/read-design.ts";
import type { LayerOp } from "#engine/graph/layer-graph.ts";
import { buildModel } from "#engine/models/catalog.ts";

const PLAIN = patternDesign({ ...USUAL_PATTERN, blocks: 2 }, "plain");
const names = ({ layers }: Design) => layers.map(({ name }) => name);
const after = (design: Design, ...edits: DesignEdit[]) =>
  edits.reduce(editDesign, design);

describe("editDesign", () => {
  it("inserts, duplicates, moves and removes", () => {
    expect(names(PLAIN)).toEqual([
      "conv1_1",
      "pool1",
      "conv2_1",
      "pool2",
      "flatten",
      "dense1",
      "predictions",
    ]);
    const inserted = after(PLAIN, {
      kind: "insert",
      index: 1,
      layer: newLayer("batchNormalization"),
    });
    expect(names(inserted)[1]).toBe("batch_normalization");
    const twice = after(inserted, {
      kind: "duplicate",
      layer: "batch_normalization",
    });
    expect(names(twice).slice(1, 3)).toEqual([
      "batch_normalization",
      "batch_normalization_1",
    ]);
    const moved = after(PLAIN, { kind: "move", layer: "pool1", index: 2 });
    expect(names(moved).slice(0, 4)).toEqual([
      "conv1_1",
      "conv2_1",
      "pool1",
      "pool2",
    ]);
    expect(after(moved, { kind: "move", layer: "pool1", index: 1 })).toEqual(
      PLAIN,
    );
    expect(
      names(after(PLAIN, { kind: "remove", layer: "pool1" })),
    ).not.toContain("pool1");
  });

  it("takes an attribute back to Keras's default, and keeps the design where a name is taken", () => {
    const changed = after(PLAIN, {
      kind: "attributes",
      layer: "conv1_1",
      attributes: { padding: undefined, filters: 7 },
    });
    expect(changed.layers[0]!.attributes).toEqual({
      filters: 7,
      kernelSize: 3,
      strides: 1,
      activation: "relu",
    });
    expect(
      after(PLAIN, { kind: "rename-layer", layer: "pool1", name: "pool2" }),
    ).toBe(PLAIN);
  });

  it.each(Object.keys(LAYER_FIELDS) as LayerOp[])(
    "adds %s as something that can be read back",
    (op) => {
      const design = after(PLAIN, {
        kind: "insert",
        index: 1,
        layer: newLayer(op),
      });
      if (["add", "multiply", "concatenate"].includes(op)) return;
      expect(readDesign(JSON.parse(JSON.stringify(design)))).toEqual(design);
    },
  );

  describe("with branches", () => {
    const graph = buildModel("resnet-8");
    const residual = designOfGraph(graph);

    it("writes only those connections out that are not to the layer before, and means the same network", () => {
      expect(designGraph(residual)).toEqual({
        ...graph,
        auxiliaryOutputs: undefined,
      });
      const explicit = residual.layers.filter(
        ({ inputs }) => inputs !== undefined,
      );
      expect(explicit.length).toBeGreaterThan(0);
      expect(explicit.length).toBeLessThan(residual.layers.length / 2);
    });

    it("moves nothing that others are connected to", () => {
      for (const layer of residual.layers.filter(
        (other) => !isMovable(residual, other),
      )) {
        expect(
          after(residual, { kind: "move", layer: layer.name, index: 0 }),
        ).toBe(residual);
      }
    });

    it("lays a layer into a connection, and takes it out again", () => {
      const merge = residual.layers.findIndex(({ op }) => op === "add");
      const inserted = after(residual, {
        kind: "insert",
        index: merge,
        layer: newLayer("dropout"),
      });
      expect(diagnose(inserted).isPossible).toBe(true);
      const [added] = names(inserted).slice(merge);
      const nodes = designNodes(inserted);
      expect(
        nodes
          .filter(({ inputs }) => inputs.includes(added!))
          .map(({ op }) => op),
      ).toEqual(["add"]);
      expect(
        designGraph(after(inserted, { kind: "remove", layer: added! })),
      ).toEqual(designGraph(residual));
    });
  });
});

describe("withClassCount", () => {
  it("sets the units of the last dense layer, also before a softmax of its own", () => {
    expect(withClassCount(PLAIN, 3).layers.at(-1)!.attributes).toMatchObject({
      units: 3,
    });
    const separate = createDesign("s", PLAIN.input, [
      { name: "f", op: "flatten", attributes: {} },
      { name: "d", op: "dense", attributes: { units: 9 } },
      { name: "s", op: "activation", attributes: { activation: "softmax" } },
    ]);
    expect(withClassCount(separate, 4).layers[1]!.attributes).toEqual({
      units: 4,
    });
    expect(() =>
      withClassCount({ ...PLAIN, layers: PLAIN.layers.slice(0, 3) }, 3),
    ).toThrow(/dense layer/);
  });
});
