import { describe, expect, it } from "vitest";

import { pictureShapes } from "#engine/services/picture-shapes.ts";

describe("pictureShapes", () => {
  it("says what cropping cuts off, and shows the extremes first", () => {
    const { pictures, cropLoss, imageIds } = shapesOf([
      [100, 100, 2],
      [100, 50, 1],
      [75, 100, 6],
      [10, 100, 1],
    ]);
    expect(pictures).toBe(10);
    expect(cropLoss.mean).toBeCloseTo((0.5 + 6 * 0.25 + 0.9) / 10, 10);
    expect(cropLoss.median).toBeCloseTo(0.25, 10);
    expect(cropLoss.most).toBeCloseTo(0.9, 10);
    // Widest, tallest, second widest, second tallest: then the usual ones, each once.
    expect(imageIds).toEqual([1, 3, 0, 2]);
  });

  it("has an answer for squares and for nothing", () => {
    expect(shapesOf([[9, 9, 5]])).toEqual({
      pictures: 5,
      cropLoss: { mean: 0, median: 0, most: 0 },
      imageIds: [0],
    });
    expect(shapesOf([])).toEqual({
      pictures: 0,
      cropLoss: { mean: 0, median: 0, most: 0 },
      imageIds: [],
    });
  });
});

function shapesOf(shapes: readonly (readonly [number, number, number])[]) {
  return pictureShapes({
    shapes: () =>
      shapes.map(([width, height, count], imageId) => ({
        width,
        height,
        count,
        imageId,
      })),
  });
}
