import type { Check } from "#engine/curation/check.ts";
import { findUnusual, percent } from "#engine/curation/unusual-pictures.ts";

/** CleanVision's rule: 99 % of the pixels are darker than 0.32. From 99.9 % at a mean of 0.05, hardly anything can be seen. */
const DARK_SHARE = 0.99;
const BLACK_MEAN = 0.05;

export const tooDark: Check = {
  id: "too-dark",
  title: "Too dark",
  why: "In a picture without light the subject cannot be seen, so that a model learns its label from noise.",
  severity: "medium",
  usesLabels: false,
  remedies: ["exclude"],
  run: async (facts) => {
    const { darkShare, brightness } = facts.pictures;
    return findUnusual(
      facts,
      (row) =>
        darkShare[row]! < DARK_SHARE
          ? null
          : {
              score: 1 - brightness[row]!,
              sureness: brightness[row]! < BLACK_MEAN ? "certain" : "likely",
              message: `${percent(darkShare[row]!)} of it is darker than a third of full light; the mean is ${percent(brightness[row]!)}.`,
            },
      {
        code: "quality/dark-set",
        message: (share) =>
          `${share} % of the pictures are dark all over. That is how this data set looks, so they are not listed one by one.`,
      },
    );
  },
};
