import { NOTHING, type Check } from "#engine/curation/check.ts";
import { countByClass } from "#engine/curation/class-counts.ts";

/** Weighted training evens out a few times; from 10 times on, published methods for long tails begin (Cui et al. 2019, arxiv.org/abs/1901.05555). */
const UNEVEN = 3;
const LONG_TAIL = 10;

export const classImbalance: Check = {
  id: "class-imbalance",
  title: "Classes of very different size",
  why: "A model leans to the classes that it saw most, and accuracy hides what happens to the small ones.",
  severity: "low",
  // Only counts, which the list of classes shows as well.
  usesLabels: false,
  remedies: [],
  run: async (facts) => {
    const counts = countByClass(facts).filter(({ count }) => count > 0);
    if (counts.length < 2) return NOTHING;
    const largest = counts.reduce((a, b) => (b.count > a.count ? b : a));
    const smallest = counts.reduce((a, b) => (b.count < a.count ? b : a));
    const ratio = largest.count / smallest.count;
    if (ratio < UNEVEN) return NOTHING;
    const small = counts.filter(({ count }) => count * UNEVEN <= largest.count);
    return {
      findings: [],
      remarks: [
        {
          code: "classes/imbalance",
          sureness: ratio >= LONG_TAIL ? "certain" : "possible",
          classIds: small.map(({ id }) => id),
          message: `“${largest.name}” has ${largest.count} pictures, “${smallest.name}” ${smallest.count}: ${ratio.toFixed(1)} times as many. Add pictures of the small classes, and look at the figures of each class instead of accuracy; training weighs the classes when “class weights” is automatic.`,
        },
      ],
    };
  },
};
