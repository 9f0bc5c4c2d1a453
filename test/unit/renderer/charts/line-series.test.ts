import { describe, expect, it } from "vitest";

import {
  alignSeries,
  densestStep,
  lastValue,
  positiveOnly,
  smoothed,
  tableRows,
  valueAt,
  type LineSeries,
} from "#renderer/charts/line-series.ts";

function series(
  points: readonly (readonly [number, number | null])[],
): LineSeries {
  return {
    id: "loss",
    label: "Loss",
    color: "red",
    points: points.map(([x, y]) => ({ x, y })),
  };
}

describe("alignSeries", () => {
  it("puts series with different x over their union, in order", () => {
    const aligned = alignSeries([
      series([
        [1, 10],
        [2, 20],
      ]),
      series([
        [0.5, 1],
        [2, null],
      ]),
    ]);
    expect(aligned.x).toEqual([0.5, 1, 2]);
    expect(aligned.values).toEqual([
      [undefined, 10, 20],
      [1, undefined, null],
    ]);
  });
});

describe("smoothed", () => {
  it("starts at the first point instead of being pulled to zero", () => {
    const [first] = smoothed(series([[1, 8]]).points, 0.9, 1);
    expect(first?.y).toBeCloseTo(8, 12);
  });

  it("moves half way per step with weight 0.5", () => {
    const { points } = series([
      [1, 4],
      [2, 8],
      [3, 8],
    ]);
    const result = smoothed(points, 0.5, 1).map(({ y }) => y);
    expect(result[1]).toBeCloseTo(6, 12);
    expect(result[2]).toBeCloseTo(7, 12);
  });

  it("keeps less of the past over a longer way, so that a sparse series does not lag", () => {
    const { points } = series([
      [1, 4],
      [11, 8],
    ]);
    const result = smoothed(points, 0.5, 1);
    expect(result[1]?.y).toBeCloseTo(8 - 4 * 0.5 ** 10, 12);
  });

  it("changes nothing with weight 0 and skips gaps", () => {
    const { points } = series([
      [1, 4],
      [2, null],
      [3, 6],
    ]);
    expect(smoothed(points, 0, 1)).toEqual(points);
    const result = smoothed(points, 0.5, 1);
    expect(result[1]?.y).toBeNull();
    expect(result[2]?.y).toBeCloseTo(0.25 * 4 + 0.75 * 6, 12);
  });
});

describe("densestStep", () => {
  it("is the mean distance in the series with most points per x", () => {
    expect(
      densestStep([
        series([
          [1, 0],
          [5, 0],
        ]),
        series([
          [0, 0],
          [1, 0],
          [2, 0],
        ]),
      ]),
    ).toBe(1);
    expect(densestStep([series([])])).toBe(1);
  });
});

describe("positiveOnly", () => {
  it("leaves gaps where a logarithm has no value", () => {
    const { points } = series([
      [1, 0],
      [2, -1],
      [3, 0.5],
    ]);
    expect(positiveOnly(points).map(({ y }) => y)).toEqual([null, null, 0.5]);
  });
});

describe("valueAt", () => {
  const one = series([
    [1, 10],
    [2, null],
    [3, 30],
  ]);

  it("reads the last known value at or before x", () => {
    expect(valueAt(one, 1.9)).toBe(10);
    expect(valueAt(one, 2)).toBe(10);
    expect(valueAt(one, 3)).toBe(30);
  });

  it("reads the first value before the series begins and null when there is none", () => {
    expect(valueAt(one, 0)).toBe(10);
    expect(valueAt(series([]), 0)).toBeNull();
    expect(lastValue(one)).toBe(30);
  });
});

describe("tableRows", () => {
  it("keeps the first and the last x when it thins out", () => {
    const long = series(
      Array.from({ length: 1000 }, (_value, index) => [index, index * 2]),
    );
    const rows = tableRows([long], 11);
    expect(rows).toHaveLength(11);
    expect(rows[0]).toEqual({ x: 0, values: [0] });
    expect(rows.at(-1)).toEqual({ x: 999, values: [1998] });
  });
});
