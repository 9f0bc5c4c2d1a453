import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import { boxCorners, FIRST_BOX, moveBox } from "#renderer/charts/map-box.ts";
import {
  fitView,
  panBy,
  toData,
  toPixel,
  zoomAt,
} from "#renderer/charts/map-view.ts";
import type { PointStyles } from "#renderer/charts/paint-points.ts";
import {
  mixingStride,
  NOT_DRAWN,
  paintPoints,
} from "#renderer/charts/paint-points.ts";
import type { Place } from "#renderer/charts/point-cloud.ts";
import {
  nearestPoint,
  pointCloud,
  pointsInPolygon,
} from "#renderer/charts/point-cloud.ts";

const ALL = () => true;
const SIZE = { width: 400, height: 300 };

function randomCloud(count: number) {
  const random = createRandom("points", count, 0);
  const numbers = () =>
    Float32Array.from({ length: count }, () => random.uniform(-1, 1));
  return pointCloud(numbers(), numbers());
}

describe("a cloud of points", () => {
  const cloud = randomCloud(3000);

  it("holds every point once", () => {
    expect([...cloud.order].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 3000 }, (_, index) => index),
    );
  });

  it.each([
    [0, 0],
    [0.9, -0.9],
    [-1.04, 0.3],
  ])("finds the point nearest to %d, %d as a search of all does", (x, y) => {
    let best = -1;
    let least = 0.1;
    cloud.x.forEach((px, index) => {
      const distance = Math.hypot(px - x, (cloud.y[index] ?? 0) - y);
      if (distance <= least) {
        least = distance;
        best = index;
      }
    });
    expect(best).toBeGreaterThanOrEqual(0);
    expect(nearestPoint(cloud, { x, y }, 0.1, ALL)).toBe(best);
  });

  it("finds nothing out of reach, nor what is not shown", () => {
    expect(nearestPoint(cloud, { x: 9, y: 9 }, 0.5, ALL)).toBeNull();
    const nearest = nearestPoint(cloud, { x: 0, y: 0 }, 0.5, ALL);
    expect(
      nearestPoint(cloud, { x: 0, y: 0 }, 0.5, (index) => index !== nearest),
    ).not.toBe(nearest);
  });

  it("takes what lies inside a lasso, with its bays left out", () => {
    const bay: Place[] = [
      { x: -0.8, y: -0.8 },
      { x: 0.8, y: -0.8 },
      { x: 0.8, y: 0.8 },
      { x: 0, y: 0 },
      { x: -0.8, y: 0.8 },
    ];
    const inside = new Set(pointsInPolygon(cloud, bay, ALL));
    cloud.x.forEach((x, index) => {
      const y = cloud.y[index] ?? 0;
      const isInSquare = Math.abs(x) < 0.8 && Math.abs(y) < 0.8;
      expect(inside.has(index)).toBe(isInSquare && y < Math.abs(x));
    });
    expect(inside.size).toBeGreaterThan(500);
  });

  it("is empty without points", () => {
    const empty = pointCloud(new Float32Array(), new Float32Array());
    expect(nearestPoint(empty, { x: 0, y: 0 }, 9, ALL)).toBeNull();
  });

  it("of a million points is sorted and asked within a second", () => {
    const began = performance.now();
    const large = randomCloud(1_000_000);
    const inside = pointsInPolygon(
      large,
      [
        { x: -0.1, y: -0.1 },
        { x: 0.1, y: -0.1 },
        { x: 0, y: 0.1 },
      ],
      ALL,
    );
    expect(inside.length / 1e6).toBeCloseTo(0.02 / 4, 3);
    expect(performance.now() - began).toBeLessThan(8000);
  });
});

describe("the part of a map in sight", () => {
  const bounds = { left: -1, right: 3, top: 0, bottom: 1 };
  const whole = fitView(bounds, SIZE);

  it("shows all points at first, with one scale for both directions", () => {
    for (const corner of [
      { x: -1, y: 0 },
      { x: 3, y: 1 },
    ]) {
      const { x, y } = toPixel(whole, SIZE, corner);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(SIZE.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(SIZE.height);
      expect(toData(whole, SIZE, { x, y }).x).toBeCloseTo(corner.x, 6);
    }
  });

  it("comes nearer with what is under the pointer staying there", () => {
    const pointer = { x: 310, y: 90 };
    const held = toData(whole, SIZE, pointer);
    const near = zoomAt(whole, SIZE, pointer, 3, whole);
    expect(near.scale).toBeCloseTo(3 * whole.scale, 6);
    expect(toPixel(near, SIZE, held).x).toBeCloseTo(pointer.x, 6);
    expect(toPixel(near, SIZE, held).y).toBeCloseTo(pointer.y, 6);
  });

  it("goes no farther than the whole map, and cannot be lost by moving", () => {
    expect(zoomAt(whole, SIZE, { x: 0, y: 0 }, 0.1, whole)).toEqual(whole);
    expect(panBy(whole, 1e6, -1e6, bounds)).toMatchObject({ x: -1, y: 1 });
  });

  it("has a box for the keys that moves, grows and stays on the map", () => {
    let box = FIRST_BOX;
    for (let step = 0; step < 50; step += 1) {
      box = moveBox(box, "ArrowLeft", false);
    }
    expect(box.x).toBe(0);
    expect(moveBox(FIRST_BOX, "ArrowRight", true).width).toBeGreaterThan(
      FIRST_BOX.width,
    );
    expect(moveBox(FIRST_BOX, "x", false)).toEqual(FIRST_BOX);
    const [topLeft, , bottomRight] = boxCorners(FIRST_BOX, SIZE);
    expect(topLeft).toEqual({ x: 160, y: 120 });
    expect(bottomRight).toEqual({ x: 240, y: 180 });
  });
});

describe("painting points", () => {
  const cloud = pointCloud(Float32Array.of(-1, 0, 1), Float32Array.of(0, 0, 0));
  const view = { x: 0, y: 0, scale: 20 };
  const size = { width: 60, height: 20 };
  const styles: PointStyles = {
    colors: Uint16Array.of(0, NOT_DRAWN, 1),
    palette: [
      [255, 0, 0],
      [0, 0, 255],
    ],
    selected: new Uint8Array(3),
    hasSelection: false,
    ink: [0, 0, 0],
  };

  function pixelOf(styled: PointStyles, x: number, y: number, most?: number) {
    const pixels = new Uint8ClampedArray(4 * size.width * size.height);
    paintPoints(pixels, size, cloud, view, styled, 2, most);
    const at = 4 * (y * size.width + x);
    return Array.from(pixels.subarray(at, at + 4));
  }

  it("gives each its colour, and none to what is hidden", () => {
    expect(pixelOf(styles, 10, 10).slice(0, 3)).toEqual([255, 0, 0]);
    expect(pixelOf(styles, 50, 10).slice(0, 3)).toEqual([0, 0, 255]);
    expect(pixelOf(styles, 30, 10)).toEqual([0, 0, 0, 0]);
    expect(pixelOf(styles, 0, 0)).toEqual([0, 0, 0, 0]);
  });

  it("lets the others step back behind a selection", () => {
    const chosen = {
      ...styles,
      selected: Uint8Array.of(1, 0, 0),
      hasSelection: true,
    };
    expect(pixelOf(chosen, 10, 10)).toEqual([255, 0, 0, 255]);
    expect(pixelOf(chosen, 50, 10)[3]).toBeLessThan(
      pixelOf(styles, 50, 10)[3] ?? 0,
    );
  });

  it("draws a sample while the map moves", () => {
    expect(pixelOf(styles, 50, 10, 1)).toEqual([0, 0, 0, 0]);
  });

  it.each([1, 2, 12, 999, 1000, 1_000_000])(
    "visits each of %d points once, in a mixed order",
    (count) => {
      const stride = mixingStride(count);
      const seen = new Uint8Array(count);
      for (let step = 0, index = 0; step < count; step += 1) {
        seen[index] = 1;
        index = (index + stride) % count;
      }
      expect(seen.every((mark) => mark === 1)).toBe(true);
    },
  );
});
