import type { Check } from "#engine/curation/check.ts";
import { countByClass } from "#engine/curation/class-counts.ts";

/** With 30 training pictures a class a plain head on a pretrained network is about level with what 300 give (clothing-10: 0.742); with fewer than 20 it falls, with fewer than 5 nothing can be measured. */
const FEW = 20;
const HARDLY_ANY = 5;

export const fewPictures: Check = {
  id: "few-pictures",
  title: "Classes with few pictures",
  why: "From a handful of pictures a model learns these pictures, not their class.",
  severity: "medium",
  // Only counts, which the list of classes shows as well.
  usesLabels: false,
  remedies: [],
  run: async (facts) => ({
    findings: [],
    remarks: countByClass(facts)
      .filter(({ count }) => count < FEW)
      .map(({ id, name, count }) => ({
        code: "classes/few-pictures",
        sureness:
          count < HARDLY_ANY ? ("certain" as const) : ("likely" as const),
        classIds: [id],
        message: `“${name}” has ${count === 0 ? "no pictures" : count === 1 ? "one picture" : `${count} pictures`}. Add pictures until there are at least ${FEW}, or merge it with a class that it is part of.`,
      })),
  }),
};
