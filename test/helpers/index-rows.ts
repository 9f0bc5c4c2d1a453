import { createHash } from "node:crypto";

import type { NewImage } from "#engine/storage/index-types.ts";

/** A picture row for tests of the index; the number makes path and content unique. */
export function newImage(
  number: number,
  rootId: number,
  classId: number,
  changes: Partial<NewImage> = {},
): NewImage {
  return {
    rootId,
    path: `class ${classId}/picture ${number}.jpg`,
    sha256: createHash("sha256").update(String(number)).digest("hex"),
    sizeBytes: 1000 + number,
    modifiedMs: 1.5e12 + number,
    width: 40,
    height: 30,
    orientation: 1,
    format: "jpeg",
    details: { hasAlpha: false },
    classId,
    givenSplit: null,
    ...changes,
  };
}
