import { describe, expect, it } from "vitest";

import {
  layOutOutline,
  OUTLINE_HEIGHT,
  OUTLINE_WIDTH,
} from "#renderer/charts/outline-layout.ts";

const RESNET = [
  { side: 224, channels: 3 },
  { side: 112, channels: 64 },
  { side: 56, channels: 256 },
  { side: 28, channels: 512 },
  { side: 14, channels: 1024 },
  { side: 7, channels: 2048 },
  { side: 1, channels: 2048 },
];

describe("the small picture of a network", () => {
  it("shrinks in space and grows in depth", () => {
    const boxes = layOutOutline(RESNET).filter(({ isVector }) => !isVector);
    for (const [index, box] of boxes.slice(1).entries()) {
      expect(box.height).toBeLessThan(boxes[index]!.height);
      expect(box.width).toBeGreaterThan(boxes[index]!.width);
      expect(box.x).toBeGreaterThan(boxes[index]!.x);
    }
  });

  it.each([
    ["a residual network", RESNET],
    ["twelve stages", Array.from({ length: 12 }, () => RESNET[2]!)],
    [
      "vectors only",
      [
        { side: 1, channels: 784 },
        { side: 1, channels: 10 },
      ],
    ],
  ])("stays inside its frame: %s", (_name, stages) => {
    const boxes = layOutOutline(stages);
    expect(boxes).toHaveLength(stages.length);
    const right = Math.max(
      ...boxes.map(({ x, width, depth }) => x + width + depth),
    );
    expect(right).toBeLessThanOrEqual(OUTLINE_WIDTH);
    for (const { x, y, height, depth } of boxes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y - depth).toBeGreaterThanOrEqual(0);
      expect(y + height).toBeLessThanOrEqual(OUTLINE_HEIGHT);
    }
  });

  it("is empty without stages", () => {
    expect(layOutOutline([])).toEqual([]);
  });
});
