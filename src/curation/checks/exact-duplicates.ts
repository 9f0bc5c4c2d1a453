import type { Check } from "#engine/curation/check.ts";

/** Files whose bytes are those of a picture that was taken. Those of another class are the business of conflicting-labels. */
const COPIES: ReadonlySet<string> = new Set([
  "dataset/duplicate",
  "dataset/duplicate-across-splits",
]);

export const exactDuplicates: Check = {
  id: "exact-duplicates",
  title: "Files that are there twice",
  why: "A picture that is there twice counts double, and on two sides of the split it makes the figures better than they are. Importing took each content once.",
  severity: "low",
  usesLabels: false,
  remedies: [],
  run: async ({ problems }) => {
    const remarks = [];
    for (const { code, message, path } of problems) {
      if (!COPIES.has(code)) continue;
      remarks.push({ code, message, path, sureness: "certain" as const });
    }
    return { findings: [], remarks };
  },
};
