import type { Check } from "#engine/curation/check.ts";
import { findUnusual } from "#engine/curation/unusual-pictures.ts";

/** CleanVision's rule: less than 3 bits of entropy. Below a contrast of 0.02 (5 of 255 levels) there is one colour all over. */
const FEW_BITS = 3;
const NO_CONTRAST = 0.02;

export const lowInformation: Check = {
  id: "low-information",
  title: "Hardly anything in it",
  why: "A picture of one colour says nothing about its class; often it is a placeholder or a failed export.",
  severity: "medium",
  usesLabels: false,
  remedies: ["exclude"],
  run: async (facts) => {
    const { entropy, contrast } = facts.pictures;
    return findUnusual(
      facts,
      (row) => {
        const isFlat = contrast[row]! < NO_CONTRAST;
        if (!isFlat && entropy[row]! >= FEW_BITS) return null;
        return {
          score: 8 - entropy[row]!,
          sureness: isFlat ? "certain" : "possible",
          message: isFlat
            ? "It is one colour all over."
            : `It has few different tones: ${entropy[row]!.toFixed(1)} bits of at most 8.`,
        };
      },
      {
        code: "quality/plain-set",
        message: (share) =>
          `${share} % of the pictures have few different tones. That is how this data set looks (drawings, digits, masks), so they are not listed one by one.`,
      },
    );
  },
};
