import { z } from "zod";

import { IntervalSchema } from "./base.ts";

/** What a plain classifier makes of the data before anything is trained. */
export const BaselineSchema = z.object({
  status: z.enum(["none", "running", "ready", "failed", "stale"]),
  /** Cross-validated on training and validation pictures. */
  accuracy: IntervalSchema.nullable(),
  folds: z.number().int().nullable(),
  imageCount: z.number().int(),
  seconds: z.number().nullable(),
  /** rows: true class, columns: predicted; in the order of classIds. */
  classIds: z.array(z.number().int()),
  confusion: z.array(z.array(z.number().int())),
  /** Two-dimensional map of the features. */
  map: z.array(
    z.object({ imageId: z.number().int(), x: z.number(), y: z.number() }),
  ),
  /** Most doubtful labels first. */
  suspicious: z.array(
    z.object({
      imageId: z.number().int(),
      classId: z.number().int(),
      predictedClassId: z.number().int(),
      /** Probability that the baseline gives to the label. */
      labelProbability: z.number(),
    }),
  ),
  message: z.string().nullable(),
});
export type Baseline = z.infer<typeof BaselineSchema>;
