import { describe, expect, it } from "vitest";

import {
  readDesign,
  writeDesign,
  parseDesign,
} from "#engine/graph/design/read-design.ts";
import {
  describePattern,
  LayerPatternSchema,
  patternDesign,
  patternGraph,
  sequenceDesign,
  USUAL_PATTERN,
  type LayerPattern,
} from "#engine/graph/design/pattern.ts";
import { diagnose } from "#engine/graph/design/diagnose.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { inferShapes } from "#engine/graph/shapes.ts";

/** VGG-16 without batch normalization is the pattern in its purest form but for its uneven blocks; this has even ones. */
const TWO_BLOCKS: LayerPattern = {
  ...USUAL_PATTERN,
  inputShape: [64, 64, 3],
  convolutions: 2,
  blocks: 2,
  dense: 1,
  filters: 16,
  growth: 2,
  units: 100,
};

describe("patternGraph", () => {
  it("builds [[CONV ⇒ RELU]·2 ⇒ POOL]·2 ⇒ [FC ⇒ RELU]·1 ⇒ SOFTMAX with the parameters that one counts by hand", () => {
    const graph = patternGraph(TWO_BLOCKS, "two blocks");
    const convolutions =
      (9 * 3 + 1) * 16 +
      (9 * 16 + 1) * 16 +
      (9 * 16 + 1) * 32 +
      (9 * 32 + 1) * 32;
    const dense = (16 * 16 * 32 + 1) * 100 + 101 * 10;
    expect(countParameters(graph).total).toBe(convolutions + dense);
    expect(graph.layers.map(({ op }) => op).join(" ")).toBe(
      "conv2d conv2d maxPooling2d conv2d conv2d maxPooling2d flatten dense dense",
    );
    expect(describePattern(TWO_BLOCKS)).toBe(
      "INPUT ⇒ [[CONV ⇒ RELU]·2 ⇒ POOL]·2 ⇒ [FC ⇒ RELU]·1 ⇒ SOFTMAX",
    );
  });

  /** Every knob, and what must be different in the network when it is turned. */
  const KNOBS: [keyof LayerPattern, unknown][] = [
    ["inputShape", [64, 64, 1]],
    ["convolutions", 1],
    ["blocks", 1],
    ["dense", 0],
    ["filters", 8],
    ["growth", 1],
    ["kernelSize", 5],
    ["stride", 2],
    ["padding", "valid"],
    ["pooling", "average"],
    ["pooling", "none"],
    ["poolSize", 3],
    ["poolStride", 3],
    ["activation", "elu"],
    ["batchNormalization", true],
    ["dropout", 0.3],
    ["units", 50],
    ["head", "globalAverage"],
    ["classes", 3],
  ];
  it.each(KNOBS)("turns %s to %j", (knob, value) => {
    const graph = patternGraph({ ...TWO_BLOCKS, [knob]: value }, "turned");
    expect(inferShapes(graph).size).toBe(graph.layers.length + 1);
    expect({ ...graph, name: "" }).not.toEqual({
      ...patternGraph(TWO_BLOCKS, "x"),
      name: "",
    });
  });

  it("is a fully connected network where there are no blocks", () => {
    const pattern = {
      ...TWO_BLOCKS,
      inputShape: [28, 28, 1],
      blocks: 0,
      dense: 0,
      classes: 30,
    };
    const graph = patternGraph(pattern as LayerPattern, "fully connected");
    expect(countParameters(graph).total).toBe(23_550);
  });

  it("refuses what is out of range", () => {
    expect(() => patternGraph({ ...TWO_BLOCKS, convolutions: 0 }, "x")).toThrow(
      /convolutions/,
    );
    expect(
      LayerPatternSchema.safeParse({ ...TWO_BLOCKS, classes: 1 }).success,
    ).toBe(false);
  });

  it("has a form for sequences", () => {
    const diagnosis = diagnose(sequenceDesign("words", 100, 2));
    expect(diagnosis.isPossible).toBe(true);
    expect(diagnosis.layers[0]).toMatchObject({
      outputShape: [100, 32],
      parameters: { total: 320_000 },
    });
  });
});

describe("the design file", () => {
  const design = patternDesign(TWO_BLOCKS, "Two blocks");

  it("comes back from its text as it was", () => {
    const text = writeDesign(design);
    expect(parseDesign(text)).toEqual(design);
    expect(
      text.split("\n").filter((line) => line.includes('"op"')),
    ).toHaveLength(design.layers.length);
  });

  it.each([
    ["no JSON", "{", "design/not-json", /JSON/],
    [
      "another format",
      JSON.stringify({ format: "other" }),
      "design/not-a-design",
      /format/,
    ],
    [
      "a newer version",
      JSON.stringify({ ...design, formatVersion: 2 }),
      "design/newer-version",
      /version 2/,
    ],
    [
      "an unknown op",
      edited({ op: "conv3d" }),
      "design/unknown-op",
      /Layer 1, "conv1_1", has the op "conv3d"/,
    ],
    [
      "an attribute of the wrong kind",
      edited({ attributes: { filters: "many", kernelSize: 3 } }),
      "design/bad-attribute",
      /"filters" of layer "conv1_1".*whole number.*"many"/,
    ],
    [
      "an unknown attribute",
      edited({ attributes: { filters: 3, kernelSize: 3, size: 3 } }),
      "design/bad-attribute",
      /"size" of layer "conv1_1"/,
    ],
    [
      "a missing attribute",
      edited({ attributes: { kernelSize: 3 } }),
      "design/bad-attribute",
      /"filters" of layer "conv1_1".*missing/,
    ],
    [
      "a name that is there twice",
      edited({ name: "conv1_2" }),
      "design/duplicate-name",
      /conv1_2/,
    ],
    [
      "a feed that is not there",
      edited({ inputs: ["nowhere"] }),
      "design/unknown-input",
      /"conv1_1" is fed by "nowhere"/,
    ],
  ])("refuses %s", (_what, text, code, message) => {
    expect(() => parseDesign(text)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  function edited(change: object): string {
    const [first, ...rest] = patternDesign(TWO_BLOCKS, "x").layers;
    return JSON.stringify({
      ...patternDesign(TWO_BLOCKS, "x"),
      layers: [{ ...first, ...change }, ...rest],
    });
  }

  it("keeps every layer that there is, as the designer adds it", () => {
    expect(() => readDesign(design)).not.toThrow();
  });
});
