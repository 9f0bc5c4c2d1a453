import { describe, expect, it } from "vitest";
import { cutAt, joinGraphs, subgraphTo } from "#engine/graph/cut.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { withHead } from "#engine/graph/with-head.ts";
import { buildModel } from "#engine/models/catalog.ts";

const RESNET = buildModel("resnet-8");

describe("cutAt", () => {
  it("gives two parts that make the whole again", () => {
    const { body, head } = cutAt(RESNET, "stage2_block1_relu");
    expect(head.input).toEqual({
      name: "stage2_block1_relu",
      shape: [16, 16, 32],
    });
    expect(joinGraphs(body, head).layers).toEqual(RESNET.layers);
  });

  it("refuses a layer that a shortcut passes by", () => {
    expect(() => cutAt(RESNET, "stage2_block1_relu1")).toThrow(
      expect.objectContaining({ code: "graph/not-a-cut" }),
    );
  });

  it("gives an empty head at the output", () => {
    const { body, head } = cutAt(RESNET, "predictions");
    expect([body.layers.length, head.layers.length]).toEqual([
      RESNET.layers.length,
      0,
    ]);
    expect(head.output).toBe("predictions");
  });
});

describe("subgraphTo", () => {
  it("keeps only what the layer needs, and refuses a name that is not there", () => {
    const names = subgraphTo(RESNET, "stage2_block1_shortcut").layers.map(
      (node) => node.name,
    );
    expect(names).toContain("stage1_block1_relu");
    expect(names).not.toContain("stage2_block1_conv1");
    expect(() => subgraphTo(RESNET, "conv9")).toThrow(/"conv9"/);
  });
});

describe("withHead", () => {
  const { body } = cutAt(RESNET, "stage3_block1_relu");

  it("pools a picture, drops out and classifies", () => {
    const graph = withHead(body, 7, { dropout: 0.3 });
    expect(inferShapes(graph).get(graph.output)).toEqual([7]);
    expect(graph.layers.slice(-3).map((node) => node.op)).toEqual([
      "globalAveragePooling2d",
      "dropout",
      "dense",
    ]);
  });

  it("does not pool a vector, and leaves dropout out unless asked", () => {
    const { body: pooled } = cutAt(RESNET, "pooling");
    expect(withHead(pooled, 2).layers.length).toBe(pooled.layers.length + 1);
  });

  it("pools a sequence along its length", () => {
    const text = createLayerBuilder("text", { name: "words", shape: [12] });
    text.layer("embedding", "table", { inputDim: 50, outputDim: 8 });
    const graph = withHead(text.build(), 3);
    expect(inferShapes(graph).get(graph.output)).toEqual([3]);
    expect(graph.layers.slice(-2).map((node) => node.op)).toEqual([
      "globalAveragePooling1d",
      "dense",
    ]);
  });

  it("refuses a single class", () => {
    expect(() => withHead(body, 1)).toThrow(/at least 2 classes/);
  });
});
