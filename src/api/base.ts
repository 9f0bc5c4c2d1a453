import { oc } from "@orpc/contract";
import { z } from "zod";

/**
 * The start of every procedure. A failure that a person can act on travels as STUDIO_ERROR: `data.code` is the stable
 * code (`area/what-is-wrong`) and the message says what was expected, what came, and what to do.
 */
export const procedure = oc.errors({
  STUDIO_ERROR: { status: 422, data: z.object({ code: z.string() }) },
});

export const EmptySchema = z.object({}).strict();

export const SplitSchema = z.enum(["train", "validation", "test"]);
export type Split = z.infer<typeof SplitSchema>;

/** What the items of a data set are. */
export const DataKindSchema = z.enum(["images", "texts"]);
export type DataKind = z.infer<typeof DataKindSchema>;

/** Reference to a started job; its course comes as events and from `jobs.list`. */
export const JobReferenceSchema = z.object({ jobId: z.string() });
export type JobReference = z.infer<typeof JobReferenceSchema>;

/** A proportion with a 95 % confidence interval, all 0 to 1. */
export const IntervalSchema = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Interval = z.infer<typeof IntervalSchema>;
