import type { Check } from "#engine/curation/check.ts";

/** Files that looked like pictures and could not be read to their end. */
const BROKEN: ReadonlySet<string> = new Set([
  "image/empty",
  "image/truncated",
  "image/corrupt",
  "image/unreadable",
  "image/too-large",
  "image/not-an-image",
]);

export const brokenFiles: Check = {
  id: "broken-files",
  title: "Broken files",
  why: "Files that end too early or are damaged were left out; what is missing may be needed.",
  severity: "medium",
  usesLabels: false,
  remedies: [],
  run: async ({ problems }) => {
    const remarks = [];
    for (const { code, message, path, severity } of problems) {
      if (severity !== "skipped" || !BROKEN.has(code)) continue;
      remarks.push({ code, message, path, sureness: "certain" as const });
    }
    return { findings: [], remarks };
  },
};
