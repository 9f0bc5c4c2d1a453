import { describe, expect, it } from "vitest";

import { networkOutline } from "#engine/graph/outline.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { buildModel } from "#engine/models/catalog.ts";

describe("the outline of a network", () => {
  it("is the input and a stage for each extent in space, with its most channels", () => {
    expect(
      networkOutline(
        [32, 24, 3],
        [[32, 24, 16], [32, 24, 8], [16, 12, 32], [16, 12, 64], [64], [10]],
      ),
    ).toEqual([
      { side: 32, channels: 3 },
      { side: 32, channels: 16 },
      { side: 16, channels: 64 },
      { side: 1, channels: 64 },
    ]);
  });

  it("samples long networks evenly, from the first to the last", () => {
    const shapes = Array.from({ length: 40 }, (_, index) => [41 - index, 1, 5]);
    const outline = networkOutline([42, 42, 3], shapes);
    expect(outline).toHaveLength(12);
    expect(outline[0]).toEqual({ side: 42, channels: 3 });
    expect(outline.at(-1)).toEqual({ side: 2, channels: 5 });
  });

  it("shrinks and grows along a residual network", () => {
    const graph = buildModel("resnet-18", { inputSize: 224, classes: 10 });
    const shapes = inferShapes(graph);
    const outline = networkOutline(
      graph.input.shape,
      graph.layers.map(({ name }) => shapeOf(shapes, name)),
    );
    const sides = outline.map(({ side }) => side);
    expect(sides).toEqual(sides.toSorted((left, right) => right - left));
    expect(Math.max(...outline.map(({ channels }) => channels))).toBe(512);
  });
});
