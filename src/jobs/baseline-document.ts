import { z } from "zod";

import { BaselineSchema } from "#api/baseline.ts";

/** The document of the index that holds the last baseline. */
export const BASELINE_DOCUMENT = "baseline";

export const BaselineDocumentSchema = z.object({
  baseline: BaselineSchema,
  /** Of the pictures and labels that it was computed from. */
  labelsKey: z.string(),
});
