import { describe, expect, it } from "vitest";

import {
  fitPoints,
  nearestInDirection,
  nearestPoint,
} from "#renderer/charts/embedding-layout.ts";

describe("fitPoints", () => {
  it("fits the longer side, centres the other and keeps proportions", () => {
    const places = fitPoints(
      [
        { x: -2, y: 0 },
        { x: 2, y: 1 },
      ],
      120,
      100,
      10,
    );
    expect(places).toEqual([
      { x: 10, y: 37.5 },
      { x: 110, y: 62.5 },
    ]);
  });

  it("puts points that coincide into the middle", () => {
    expect(fitPoints([{ x: 7, y: 7 }], 100, 60, 5)).toEqual([{ x: 50, y: 30 }]);
  });
});

describe("nearestPoint", () => {
  it("finds the nearest within reach, else nothing", () => {
    const places = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
    ];
    expect(nearestPoint(places, { x: 7, y: 1 }, 5)).toBe(1);
    expect(nearestPoint(places, { x: 30, y: 0 }, 5)).toBeNull();
  });
});

describe("nearestInDirection", () => {
  const places = [
    { x: 0, y: 0 },
    { x: 10, y: 8 },
    { x: 14, y: 0 },
    { x: -5, y: 0 },
  ];

  it("prefers what lies on the axis over what is near but aside", () => {
    expect(nearestInDirection(places, 0, { x: 1, y: 0 })).toBe(2);
  });

  it("is null at the border", () => {
    expect(nearestInDirection(places, 3, { x: -1, y: 0 })).toBeNull();
  });
});
