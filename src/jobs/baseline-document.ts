import { createHash } from "node:crypto";

import { z } from "zod";

import { BaselineSchema } from "#api/training.ts";
import type { ImageLabel } from "#engine/storage/index-types.ts";

/** The document of the index that holds the last baseline. */
export const BASELINE_DOCUMENT = "baseline";

export const BaselineDocumentSchema = z.object({
  baseline: BaselineSchema,
  /** Of the pictures and labels that it was computed from. */
  labelsKey: z.string(),
});

/** Changes with the pictures, their labels and their sides. */
export function labelsKey(labels: readonly ImageLabel[]): string {
  const hash = createHash("sha256");
  for (const { id, classId, split } of labels) {
    hash.update(`${id},${classId},${split};`);
  }
  return hash.digest("hex");
}
