import { describe, expect, it } from "vitest";

import {
  layOutScatter,
  SCATTER,
  type ScatterPoint,
} from "#renderer/charts/scatter-layout.ts";

function point(id: string, x: number, y: number, area: number): ScatterPoint {
  const interval = { low: Math.max(0, y - 0.03), high: Math.min(1, y + 0.03) };
  return { id, label: id, x, y, area, marked: false, ...interval };
}

describe("layOutScatter", () => {
  const { dots, xTicks, yTicks } = layOutScatter([
    point("small", 0.4, 0.91, 4),
    point("large", 3.7, 0.95, 100),
  ]);

  it("draws more cost further right, more accuracy further up, the largest first", () => {
    expect(dots.map((dot) => dot.point.id)).toEqual(["large", "small"]);
    const [large, small] = dots;
    expect(large!.x).toBeGreaterThan(small!.x);
    expect(large!.y).toBeLessThan(small!.y);
    expect(large!.radius / small!.radius).toBeCloseTo(5);
    expect(large!.labelsLeft).toBe(true);
  });

  it("has round ticks that hold every dot with its interval", () => {
    expect(xTicks.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4]);
    expect(yTicks[0]!.value).toBeCloseTo(0.85);
    expect(yTicks.at(-1)!.value).toBeCloseTo(1);
    for (const { x, top, bottom } of dots) {
      expect(x).toBeLessThanOrEqual(SCATTER.width - SCATTER.right);
      expect(top).toBeGreaterThanOrEqual(SCATTER.top);
      expect(bottom).toBeLessThanOrEqual(SCATTER.height - SCATTER.bottom);
    }
  });

  it.each([
    ["nothing", []],
    ["a perfect one that takes no time", [point("a", 0, 1, 0)]],
    ["one that is never right", [point("a", 5, 0, 1)]],
  ])("stays finite for %s", (_name, points) => {
    const drawing = layOutScatter(points);
    const numbers = [
      ...drawing.dots.flatMap(({ x, y, radius }) => [x, y, radius]),
      ...drawing.xTicks.map(({ at }) => at),
      ...drawing.yTicks.map(({ at }) => at),
    ];
    for (const value of numbers) expect(Number.isFinite(value)).toBe(true);
  });
});
