import type { Check, CheckFinding } from "#engine/curation/check.ts";
import { SIDES } from "#engine/curation/picture-columns.ts";

export const splitLeaks: Check = {
  id: "split-leaks",
  title: "The same picture on two sides of the split",
  why: "A model that was trained on a picture recognises its copy, so that validation and test figures are better than they will be in use.",
  severity: "high",
  usesLabels: false,
  refinedBy: "embeddings",
  remedies: ["exclude", "exclude-other", "join-splits", "join-splits-other"],
  run: async ({ pictures, copies }) => {
    const findings: CheckFinding[] = [];
    for (const { first, second, likeness, sureness, relation } of copies) {
      const sides = [pictures.sides[first]!, pictures.sides[second]!];
      if (sides[0] === sides[1] || sides.includes(0)) continue;
      // The first is the one nearer to training: leaving it out keeps the measure of the model as it is.
      const isInOrder = sides[0]! < sides[1]!;
      const [taught, measured] = isInOrder ? [first, second] : [second, first];
      const split = SIDES[pictures.sides[taught]!]!;
      const otherSplit = SIDES[pictures.sides[measured]!]!;
      findings.push({
        imageId: pictures.imageIds[taught]!,
        otherImageId: pictures.imageIds[measured]!,
        score: likeness + (otherSplit === "test" ? 1 : 0),
        split,
        otherSplit,
        details: {
          sureness,
          relation,
          message: `One is in ${split}, its copy (${relation}) in ${otherSplit}.`,
        },
      });
    }
    return { findings, remarks: [] };
  },
};
