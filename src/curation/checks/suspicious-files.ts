import type { Check, CheckFinding } from "#engine/curation/check.ts";

const REMARKS: Readonly<Record<string, string>> = {
  "image/wrong-extension":
    "The ending of the file's name belongs to another format than its content.",
  "image/first-of-several":
    "The file holds several pictures (an animation or pages); only the first is used.",
};

export const suspiciousFiles: Check = {
  id: "suspicious-files",
  title: "Suspicious files",
  why: "A file that is not what its name says was often saved or renamed by accident.",
  severity: "low",
  usesLabels: false,
  remedies: ["exclude"],
  run: async ({ problems }) => {
    const findings: CheckFinding[] = [];
    for (const { code, message, severity, imageId } of problems) {
      if (severity !== "note" || imageId === null) continue;
      findings.push({
        imageId,
        otherImageId: null,
        score: 1,
        details: { sureness: "certain", message: REMARKS[code] ?? message },
      });
    }
    return { findings, remarks: [] };
  },
};
