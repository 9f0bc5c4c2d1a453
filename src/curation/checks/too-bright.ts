import type { Check } from "#engine/curation/check.ts";
import { findUnusual, percent } from "#engine/curation/unusual-pictures.ts";

/** CleanVision's rule: 95 % of the pixels are lighter than 0.95. */
const BRIGHT_SHARE = 0.95;
const WHITE_MEAN = 0.985;

export const tooBright: Check = {
  id: "too-bright",
  title: "Too bright",
  why: "An overexposed picture has lost its detail, so that a model learns its label from what is left at the edge.",
  severity: "medium",
  usesLabels: false,
  remedies: ["exclude"],
  run: async (facts) => {
    const { brightShare, brightness } = facts.pictures;
    return findUnusual(
      facts,
      (row) =>
        brightShare[row]! < BRIGHT_SHARE
          ? null
          : {
              score: brightness[row]!,
              sureness: brightness[row]! > WHITE_MEAN ? "certain" : "likely",
              message: `${percent(brightShare[row]!)} of it is nearly white.`,
            },
      {
        code: "quality/bright-set",
        message: (share) =>
          `${share} % of the pictures are nearly white all over. That is how this data set looks, so they are not listed one by one.`,
      },
    );
  },
};
