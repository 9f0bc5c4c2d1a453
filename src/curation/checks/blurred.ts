import type { Check } from "#engine/curation/check.ts";
import { robustSpread } from "#engine/curation/robust.ts";
import { findUnusual } from "#engine/curation/unusual-pictures.ts";

/**
 * A blurred picture has little detail for its contrast: variance of the Laplacian by variance of the lightness, as logarithm. A picture is
 * called blurred when that lies this many robust standard deviations below the data set's own middle, and is low in itself: a
 * soft data set (microscopy, night) has no blurred pictures, and neither has a sharp one whose softest picture is still sharp.
 */
const DEVIATIONS = 3;
/**
 * 80 photographs of clothing-10, 10th to 90th percentile: 0.085 to 0.76 as they are, 0.009 to 0.058 blurred by a Gaussian of 1 % of the
 * longest side, 0.002 to 0.009 by one of 2 %.
 */
const LOW_DETAIL = 0.04;
const CERTAIN_DETAIL = 0.01;
/** Where there is nothing to see there is nothing blurred either. */
const LEAST_CONTRAST = 0.02;

export const blurred: Check = {
  id: "blurred",
  title: "Blurred",
  why: "In a shaken or unfocused picture the edges that tell classes apart are gone.",
  severity: "low",
  usesLabels: false,
  remedies: ["exclude"],
  run: async (facts) => {
    const { pictures } = facts;
    const details = detailOf(facts.pictures.sharpness, pictures.contrast);
    const usable = details.filter(
      (value, row) => Number.isFinite(value) && pictures.isMeasured[row] === 1,
    );
    if (usable.length === 0) return { findings: [], remarks: [] };
    const { median, sigma } = robustSpread(usable);
    const limit = Math.min(median - DEVIATIONS * sigma, Math.log(LOW_DETAIL));
    return findUnusual(
      facts,
      (row) => {
        const detail = details[row]!;
        if (!(detail < limit)) return null;
        return {
          score: median - detail,
          sureness: detail < Math.log(CERTAIN_DETAIL) ? "likely" : "possible",
          message: `It has ${Math.round(Math.exp(median - detail))} times less fine detail than pictures of this data set usually have.`,
        };
      },
      {
        code: "quality/soft-set",
        message: (share) => `${share} % of the pictures are soft.`,
      },
    );
  },
};

function detailOf(
  sharpness: Float32Array,
  contrast: Float32Array,
): Float32Array {
  return sharpness.map((value, row) =>
    contrast[row]! < LEAST_CONTRAST
      ? Number.POSITIVE_INFINITY
      : Math.log(Math.max(value, 1e-8) / contrast[row]! ** 2),
  );
}
