import { describe, expect, it } from "vitest";

import {
  createDesign,
  type Design,
  type DesignLayer,
} from "#engine/graph/design/design.ts";
import { diagnose } from "#engine/graph/design/diagnose.ts";
import { editDesignWith } from "#engine/graph/design/edit-design.ts";
import { patternDesign, USUAL_PATTERN } from "#engine/graph/design/pattern.ts";

const conv = (
  name: string,
  kernelSize: number,
  padding: "valid" | "same" = "valid",
): DesignLayer => ({
  name,
  op: "conv2d",
  attributes: { filters: 8, kernelSize, padding },
});
const pool = (name: string): DesignLayer => ({
  name,
  op: "maxPooling2d",
  attributes: {},
});
const flatten: DesignLayer = { name: "flatten", op: "flatten", attributes: {} };
const answer: DesignLayer = {
  name: "answer",
  op: "dense",
  attributes: { units: 10, activation: "softmax" },
};

function picture(side: number, ...layers: DesignLayer[]): Design {
  return createDesign(
    "test",
    { name: "input", shape: [side, side, 1] },
    layers,
  );
}

/** The one layer with a problem. */
function problem(design: Design) {
  const found = diagnose(design).layers.filter(
    (layer) => layer.problem !== null,
  );
  expect(found).toHaveLength(1);
  return { layer: found[0]!.name, ...found[0]!.problem! };
}

describe("diagnose", () => {
  it("gives shapes, parameters, multiply-adds and fields layer by layer", () => {
    const { layers, isPossible, parameters } = diagnose(
      picture(28, conv("c1", 5), pool("p1"), flatten, answer),
    );
    expect(isPossible).toBe(true);
    expect(layers[0]).toMatchObject({
      outputShape: [24, 24, 8],
      parameters: { total: 208 },
      multiplyAdds: 24 * 24 * 8 * 25,
      receptiveField: 5,
    });
    expect(layers[1]).toMatchObject({
      outputShape: [12, 12, 8],
      receptiveField: 6,
    });
    expect(parameters.total).toBe(208 + (12 * 12 * 8 + 1) * 10);
  });

  it("names the layer whose kernel is larger than what is left, and knows all before it", () => {
    const design = picture(
      12,
      conv("c1", 5),
      pool("p1"),
      conv("c2", 7),
      flatten,
      answer,
    );
    const { layers, isPossible } = diagnose(design);
    expect(isPossible).toBe(false);
    expect(layers.map(({ outputShape }) => outputShape)).toEqual([
      [8, 8, 8],
      [4, 4, 8],
      null,
      null,
      null,
    ]);
    const found = problem(design);
    expect(found).toMatchObject({ layer: "c2", code: "graph/input-too-small" });
    expect(found.message).toMatch(/7×7.*4×4/);
  });

  it("says that a dense layer on a picture wants a flatten layer first, and every fix mends it", () => {
    const design = picture(
      12,
      conv("c1", 5),
      { ...answer, name: "dense1" },
      answer,
    );
    const found = problem(design);
    expect(found).toMatchObject({
      layer: "dense1",
      code: "design/dense-before-flatten",
    });
    expect(found.fixes).toHaveLength(2);
    for (const { edits } of found.fixes) {
      expect(diagnose(editDesignWith(design, edits)).isPossible).toBe(true);
    }
  });

  it.each([
    ["too small", picture(4, conv("c1", 7), flatten, answer)],
    ["no answer", picture(12, conv("c1", 5))],
    [
      "no softmax",
      picture(12, flatten, {
        name: "d",
        op: "dense",
        attributes: { units: 3 },
      }),
    ],
    ["pooling of a vector", picture(12, flatten, pool("p"), answer)],
  ])("offers fixes that work: %s", (_what, design) => {
    const { fixes } = problem(design);
    expect(fixes.length).toBeGreaterThan(0);
    const mended = fixes.map(({ edits }) =>
      diagnose(editDesignWith(design, edits)),
    );
    expect(mended.every(({ isPossible }) => isPossible)).toBe(true);
  });

  it("takes sequences, and speaks of steps", () => {
    const design = createDesign("words", { name: "input", shape: [4] }, [
      {
        name: "e",
        op: "embedding",
        attributes: { inputDim: 100, outputDim: 8 },
      },
      { name: "c", op: "conv1d", attributes: { filters: 8, kernelSize: 5 } },
      { name: "g", op: "globalMaxPooling1d", attributes: {} },
      answer,
    ]);
    expect(problem(design).message).toMatch(/sequence of at least 5 steps/);
  });

  it("says what is wrong with the input, and that a design is empty", () => {
    expect(diagnose(picture(0, flatten, answer)).inputProblem?.code).toBe(
      "graph/bad-input-shape",
    );
    expect(diagnose(picture(8)).inputProblem?.code).toBe("design/empty");
  });

  it("is quick enough for every key stroke", () => {
    const design = patternDesign(
      {
        ...USUAL_PATTERN,
        inputShape: [224, 224, 3],
        convolutions: 5,
        blocks: 4,
        batchNormalization: true,
      },
      "deep",
    );
    expect(design.layers.length).toBeGreaterThan(50);
    const times = Array.from({ length: 30 }, () => {
      const start = performance.now();
      diagnose(design);
      return performance.now() - start;
    });
    // Measured: 0.2 ms; the best of several, because other programs run too.
    expect(Math.min(...times)).toBeLessThan(5);
  });
});
