import { PICTURE_EXTENSIONS } from "#engine/imaging/file-type.ts";
import type { Check, CheckFinding, Remark } from "#engine/curation/check.ts";

/** Files that looked like pictures and could not be read to their end. */
const BROKEN: ReadonlySet<string> = new Set([
  "image/empty",
  "image/truncated",
  "image/corrupt",
  "image/unreadable",
  "image/too-large",
  "image/changed",
]);

export const brokenFiles: Check = {
  id: "broken-files",
  title: "Broken files",
  why: "Files that end too early or are damaged were left out; what is missing may be needed.",
  severity: "medium",
  usesLabels: false,
  remedies: ["exclude"],
  run: async ({ problems }) => {
    const findings: CheckFinding[] = [];
    const remarks: Remark[] = [];
    for (const { code, message, path, severity, imageId } of problems) {
      if (severity !== "skipped" || !isBroken(code, path)) continue;
      // A picture that was taken once and cannot be read now is a finding; a file that never was one is a remark.
      if (imageId === null) {
        remarks.push({ code, message, path, sureness: "certain" });
      } else {
        findings.push({
          imageId,
          otherImageId: null,
          score: 1,
          details: { sureness: "certain", message },
        });
      }
    }
    return { findings, remarks };
  },
};

/** A text beside the pictures is not broken; a file that is called a picture and is none is. */
function isBroken(code: string, path: string): boolean {
  if (code !== "image/not-an-image") return BROKEN.has(code);
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return PICTURE_EXTENSIONS.includes(ending);
}
