import { describe, expect, it } from "vitest";

import {
  createDesign,
  type Design,
  type DesignLayer,
} from "#engine/graph/design/design.ts";
import { diagnose } from "#engine/graph/design/diagnose.ts";
import { editDesignWith } from "#engine/graph/design/edit-design.ts";
import {
  patternDesign,
  USUAL_PATTERN,
  type LayerPattern,
} from "#engine/graph/design/pattern.ts";
import {
  adviseOnSizes,
  type SizingRule,
} from "#engine/graph/design/sizing-advice.ts";

const advised = (change: Partial<LayerPattern>) =>
  patternDesign({ ...USUAL_PATTERN, units: 8, ...change }, "advised");
const rules = (design: Design) =>
  new Set(adviseOnSizes(design).map(({ rule }) => rule));

describe("adviseOnSizes", () => {
  it("has nothing to say to a network by the rules", () => {
    expect(adviseOnSizes(advised({}))).toEqual([]);
  });

  const CASES: [SizingRule, Partial<LayerPattern>, RegExp][] = [
    [
      "divisible-input",
      { inputShape: [60, 60, 3] },
      /60 × 60 is halved 3 times.*divisible by 8/,
    ],
    ["small-kernels", { kernelSize: 9, blocks: 1 }, /9 × 9 is large/],
    ["odd-kernels", { kernelSize: 4 }, /4 × 4 has no middle/],
    ["stride-one", { stride: 2, pooling: "none" }, /stride of 2 × 2/],
    ["size-keeping-padding", { padding: "valid", blocks: 1 }, /loses 2 pixels/],
    [
      "gentle-pooling",
      { poolSize: 4, poolStride: 4, blocks: 1 },
      /one of 16 values/,
    ],
    [
      "two-small-for-one-large",
      { kernelSize: 5, growth: 1 },
      /18,496 parameters instead of 25,632/,
    ],
    [
      "first-dense-layer",
      { units: 256, filters: 64 },
      /4,194,560 of the network's/,
    ],
  ];
  it.each(CASES)(
    "%s: says it with the reason, and the fix ends it",
    (rule, change, message) => {
      const design = advised(change);
      const found = adviseOnSizes(design).filter(
        (advice) => advice.rule === rule,
      );
      expect(found.length).toBeGreaterThan(0);
      expect(found[0]!.message).toMatch(message);
      expect(found[0]!.reason.length).toBeGreaterThan(40);
      const fixed = found.reduce(
        (current, { fix }) => editDesignWith(current, fix?.edits ?? []),
        design,
      );
      expect(rules(fixed)).not.toContain(rule);
      expect(diagnose(fixed).isPossible).toBe(true);
    },
  );

  it("allows large first kernels on a large photograph only", () => {
    const first = (side: number): Design =>
      createDesign("first", { name: "input", shape: [side, side, 3] }, [
        {
          name: "c1",
          op: "conv2d",
          attributes: {
            filters: 8,
            kernelSize: 7,
            strides: 2,
            padding: "same",
          },
        },
        ...(advised({ blocks: 0 }).layers as DesignLayer[]),
      ]);
    expect(rules(first(224))).not.toContain("small-kernels");
    expect(rules(first(64))).toContain("small-kernels");
  });

  it("keeps one 5×5 on the picture itself, where it is the cheaper one", () => {
    expect(rules(advised({ kernelSize: 5, blocks: 1 }))).not.toContain(
      "two-small-for-one-large",
    );
  });

  it("speaks of what is possible where a later layer is not", () => {
    expect(
      rules(
        advised({ kernelSize: 4, padding: "valid", inputShape: [8, 8, 3] }),
      ),
    ).toContain("odd-kernels");
  });
});
