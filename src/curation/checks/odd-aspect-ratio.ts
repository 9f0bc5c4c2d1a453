import type { Check } from "#engine/curation/check.ts";
import { robustSpread } from "#engine/curation/robust.ts";
import { findUnusual } from "#engine/curation/unusual-pictures.ts";

/** CleanVision calls 0.35 and less of the longer side odd. Ours is relative: 2.5 times wider or narrower than is usual here. */
const ODD_FACTOR = 2.5;
const DEVIATIONS = 5;

export const oddAspectRatio: Check = {
  id: "odd-aspect-ratio",
  title: "Odd shape",
  why: "A network sees a square: of a much wider or taller picture a crop shows a part, and squashing bends what is in it.",
  severity: "low",
  usesLabels: false,
  remedies: ["exclude"],
  run: async (facts) => {
    const { widths, heights, count } = facts.pictures;
    if (count === 0) return { findings: [], remarks: [] };
    const ratios = Float32Array.from(widths, (width, row) =>
      Math.log(Math.max(1, width) / Math.max(1, heights[row]!)),
    );
    const { median, sigma } = robustSpread(ratios);
    const limit = Math.max(Math.log(ODD_FACTOR), DEVIATIONS * sigma);
    return findUnusual(
      facts,
      (row) => {
        const distance = Math.abs(ratios[row]! - median);
        if (distance <= limit) return null;
        return {
          score: distance,
          sureness: "likely",
          message: `It is ${widths[row]} × ${heights[row]} pixels, ${Math.exp(distance).toFixed(1)} times ${ratios[row]! > median ? "wider" : "taller"} than is usual here.`,
        };
      },
      {
        code: "quality/mixed-shapes",
        message: (share) =>
          `${share} % of the pictures have another shape than the rest. Look at the resize mode of the recipe: fitting with padding keeps all of them whole.`,
      },
    );
  },
};
