import { describe, expect, it } from "vitest";

import { createDesign } from "#engine/graph/design/design.ts";
import {
  patternDesign,
  sequenceDesign,
  USUAL_PATTERN,
} from "#engine/graph/design/pattern.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { buildEntry } from "#engine/models/catalog.ts";
import { designEntry } from "#engine/models/design-entry.ts";

describe("designEntry", () => {
  const design = patternDesign(
    { ...USUAL_PATTERN, inputShape: [48, 64, 3], padding: "valid" },
    "mine",
  );

  it("is built with as many answers as there are classes, at its own size or another", () => {
    const entry = designEntry(design);
    expect(entry).toMatchObject({
      title: "mine",
      input: "picture",
      defaults: { inputSize: 48, channels: 3 },
      featureLayer: "pool3",
    });
    const own = buildEntry(entry, { classes: 4 });
    expect(own.input.shape).toEqual([48, 64, 3]);
    expect(inferShapes(own).get(own.output)).toEqual([4]);
    expect(buildEntry(entry, { inputSize: 96 }).input.shape).toEqual([
      96, 96, 3,
    ]);
  });

  it("knows the least size that leaves something at each layer", () => {
    const { leastInputSize } = designEntry(design);
    // Three times: two pixels lost, then halved.
    expect(leastInputSize).toBe(22);
    expect(() => buildEntry(designEntry(design), { inputSize: 21 })).toThrow(
      /from 22 to 4096/,
    );
  });

  it("takes the words that there are, where it reads texts", () => {
    const entry = designEntry(sequenceDesign("words", 40, 2));
    expect(entry).toMatchObject({
      input: "sequence",
      defaults: { vocabulary: 10_000, inputSize: 40 },
    });
    const graph = buildEntry(entry, { vocabulary: 500, classes: 3 });
    expect(graph.layers[0]!.attributes).toMatchObject({ inputDim: 500 });
  });

  it("refuses what is impossible with the reason", () => {
    const impossible = createDesign(
      "bad",
      { name: "input", shape: [4, 4, 3] },
      [{ name: "c", op: "conv2d", attributes: { filters: 3, kernelSize: 9 } }],
    );
    expect(() => designEntry(impossible)).toThrow(
      /"bad" cannot be used as it is: Layer "c".*9×9.*designer/,
    );
    const gray = createDesign(
      "two",
      { name: "input", shape: [8, 8, 2] },
      design.layers,
    );
    expect(() => designEntry(gray)).toThrow(/1 channel \(gray\) or 3/);
  });
});
