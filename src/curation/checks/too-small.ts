import {
  NOTHING,
  type Check,
  type CheckFacts,
} from "#engine/curation/check.ts";
import { robustSpread } from "#engine/curation/robust.ts";
import { findUnusual } from "#engine/curation/unusual-pictures.ts";

/** Enlarged more than this, a picture is a blur beside the others: of what the network sees, and of what is usual here if that is less. */
const ENLARGED = 2.5;

export const tooSmall: Check = {
  id: "too-small",
  title: "Too small",
  why: "A tiny picture has to be enlarged, and a model learns that blurred means its class.",
  severity: "low",
  usesLabels: false,
  remedies: ["exclude"],
  run: async (facts) => {
    const { pictures } = facts;
    if (pictures.count === 0) return NOTHING;
    const sides = Float32Array.from(pictures.widths, (width, row) =>
      Math.min(width, pictures.heights[row]!),
    );
    const { median } = robustSpread(sides);
    const limit = Math.min(facts.inputSize, median) / ENLARGED;
    const { findings, remarks } = findUnusual(
      facts,
      (row) =>
        sides[row]! >= limit
          ? null
          : {
              score: limit / Math.max(1, sides[row]!),
              sureness: "likely",
              message: `It is ${pictures.widths[row]} × ${pictures.heights[row]} pixels; half of the pictures here have at least ${Math.round(median)} on the shorter side.`,
            },
      {
        code: "quality/mixed-sizes",
        message: (share) =>
          `${share} % of the pictures are much smaller than the rest.`,
      },
    );
    return { findings, remarks: [...remarks, ...smallSet(facts, median)] };
  },
};

function smallSet({ inputSize }: CheckFacts, median: number) {
  if (median * ENLARGED >= inputSize) return [];
  return [
    {
      code: "quality/small-set",
      sureness: "certain" as const,
      message: `The pictures are small: half of them have at most ${Math.round(median)} pixels on the shorter side, and pretrained networks look at ${inputSize}. Choose a small input size or a network for small pictures.`,
    },
  ];
}
