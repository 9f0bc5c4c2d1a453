import { describe, expect, it } from "vitest";

import { NOT_DRAWN } from "#renderer/charts/paint-points.ts";
import {
  decodeIntegers,
  decodeNumbers,
} from "#renderer/features/labels/decode-columns.ts";
import {
  colorByClass,
  colorByMembers,
  nearestGroups,
} from "#renderer/features/labels/map-colors.ts";
import {
  indicesOfGroup,
  noSelection,
  selectedIds,
  selectPoints,
} from "#renderer/features/labels/map-selection.ts";
import { pointsOfTexts } from "#renderer/features/labels/text-points.ts";

const CLASSES = [
  { id: 5, label: "cat", color: "red" },
  { id: 9, label: "dog", color: "blue" },
];
const NONE = { label: "none", color: "grey" };

describe("the columns of a map", () => {
  it("are the numbers that were sent", () => {
    const integers = Int32Array.of(1, -2, 70_000);
    const numbers = Float32Array.of(0.5, -1, 0.25);
    const base64 = (array: Int32Array | Float32Array) =>
      Buffer.from(array.buffer).toString("base64");
    expect(decodeIntegers(base64(integers))).toEqual(integers);
    expect(decodeNumbers(base64(numbers))).toEqual(numbers);
    expect(decodeIntegers("")).toEqual(new Int32Array());
  });
});

describe("the colours of a map", () => {
  it("are the classes, none for what has no label, and nothing for what is gone", () => {
    const { colors, groups } = colorByClass(
      Int32Array.of(5, 9, 9, -1, -2),
      CLASSES,
      NONE,
    );
    expect([...colors]).toEqual([0, 1, 1, 2, NOT_DRAWN]);
    expect(groups.map(({ count }) => count)).toEqual([1, 2, 1]);
  });

  it("are groups of pictures, the rest the last", () => {
    const { colors, groups } = colorByMembers(
      Int32Array.of(11, 12, 13, 14),
      Int32Array.of(5, 5, 9, -2),
      [[13], [11, 14, 99]],
      CLASSES,
      NONE,
    );
    expect([...colors]).toEqual([1, 2, 0, NOT_DRAWN]);
    expect(groups.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it("say which group lies nearest to each", () => {
    const coloured = colorByClass(Int32Array.of(5, 5, 9, -1), CLASSES, NONE);
    const near = nearestGroups(
      coloured,
      Float32Array.of(0, 2, 2, 9),
      Float32Array.of(0, 0, 0, 0),
    );
    expect(near).toEqual([1, 0, 1]);
  });
});

describe("a selection on the map", () => {
  it("is replaced, grows, and lets go of a point that is taken again", () => {
    const first = selectPoints(noSelection(6), [1, 2], false);
    expect(first.count).toBe(2);
    const more = selectPoints(first, [4, 5], true);
    expect(selectedIds(more, Int32Array.of(10, 11, 12, 13, 14, 15))).toEqual([
      11, 12, 14, 15,
    ]);
    expect(selectPoints(more, [4], true).count).toBe(3);
    expect(selectPoints(more, [0], false).count).toBe(1);
    expect(selectPoints(more, [], false).count).toBe(0);
  });

  it("can be all points of one colour", () => {
    expect(indicesOfGroup(Uint16Array.of(1, 0, 1), 1)).toEqual([0, 2]);
  });
});

describe("the map of texts", () => {
  it("has the class of each, without texts that have left", () => {
    const points = pointsOfTexts(
      [
        { imageId: 1, x: 0, y: 1 },
        { imageId: 2, x: 2, y: 3 },
        { imageId: 3, x: 4, y: 5 },
      ],
      [5, 9],
      [[3], [1]],
    );
    expect([...points.imageIds]).toEqual([1, 3]);
    expect([...points.classIds]).toEqual([9, 5]);
    expect([...points.y]).toEqual([1, 5]);
  });
});
