import { describe, expect, it } from "vitest";

import {
  fieldsOf,
  LAYER_FIELDS,
  type LayerField,
} from "#engine/graph/design/layer-fields.ts";
import type { LayerOp } from "#engine/graph/layer-graph.ts";
import {
  formatShape,
  formatValue,
  nudgeValue,
  parseShape,
  parseValue,
} from "#renderer/features/design/designer-values.ts";

describe("the values of attributes as they are typed", () => {
  const CASES: [LayerField, string, unknown][] = [
    [{ kind: "count" }, "32", 32],
    [{ kind: "count" }, "0", undefined],
    [{ kind: "count" }, "3.5", undefined],
    [{ kind: "pair" }, "3", 3],
    [{ kind: "pair" }, "3 × 5", [3, 5]],
    [{ kind: "pair" }, "3x3", 3],
    [{ kind: "pair" }, "3, 5, 7", undefined],
    [{ kind: "number", least: 0, below: 1 }, "0.25", 0.25],
    [{ kind: "number", least: 0, below: 1 }, "1", undefined],
    [{ kind: "counts" }, "7, 7, 64", [7, 7, 64]],
    [{ kind: "counts", least: -1 }, "-1", [-1]],
    [{ kind: "counts", length: 2, least: 0 }, "1", undefined],
    [
      { kind: "borders" },
      "2",
      [
        [2, 2],
        [2, 2],
      ],
    ],
    [
      { kind: "borders" },
      "0, 1, 2, 3",
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [{ kind: "borders" }, "1, 2, 3", undefined],
    [{ kind: "numbers" }, "0.5", 0.5],
    [{ kind: "count" }, "", undefined],
    [{ kind: "count" }, "many", undefined],
  ];
  it.each(CASES)("%j: %j is %j", (field, text, value) => {
    expect(parseValue(field, text)).toEqual(value);
  });

  it("come back from what is shown, for whatever a new layer has", () => {
    for (const op of Object.keys(LAYER_FIELDS) as LayerOp[]) {
      const initial = LAYER_FIELDS[op].initial as Record<string, unknown>;
      for (const [name, field] of fieldsOf(op)) {
        if (
          initial[name] === undefined ||
          field.kind === "flag" ||
          field.kind === "choice"
        )
          continue;
        const shown = formatValue(field, initial[name]);
        expect(formatValue(field, parseValue(field, shown))).toBe(shown);
      }
    }
  });

  it("go up and down by keys within what is allowed", () => {
    expect(nudgeValue({ kind: "count" }, 1, -1)).toBe(1);
    expect(nudgeValue({ kind: "pair" }, [3, 3], 2)).toBe(5);
    expect(nudgeValue({ kind: "pair" }, [3, 5], 2)).toBeUndefined();
    expect(
      nudgeValue({ kind: "number", least: 0, below: 1 }, 0.95, 1),
    ).toBeUndefined();
  });
});

describe("shapes of inputs", () => {
  it("are read with the signs that people type", () => {
    expect(parseShape("28 × 28 × 1")).toEqual([28, 28, 1]);
    expect(parseShape("28,28,1")).toEqual([28, 28, 1]);
    expect(parseShape(formatShape([1000, 1200, 3]))).toEqual([1000, 1200, 3]);
    expect(parseShape("100")).toEqual([100]);
    expect(parseShape("1 2 3 4")).toBeUndefined();
    expect(parseShape("0")).toBeUndefined();
  });
});
