import { z } from "zod";

import {
  EmptySchema,
  IntervalSchema,
  JobReferenceSchema,
  procedure,
} from "./base.ts";

/** A pretrained network whose weights are on this machine. */
export const LeagueCandidateSchema = z.object({
  /** Of the weights: one architecture can be here at several widths and sizes. */
  id: z.string(),
  /** For a person: `MobileNetV2 0.35 at 96 px`. */
  name: z.string(),
  shelf: z.enum(["built-in", "pretrained", "imported"]),
  /** What a recipe is to name; null where there is no choice of width. */
  model: z.string(),
  width: z.number().nullable(),
  inputSize: z.number().int(),
});
export type LeagueCandidate = z.infer<typeof LeagueCandidateSchema>;

export const LeagueEntrySchema = LeagueCandidateSchema.extend({
  /** Cross-validated, of a plain head on its features. */
  accuracy: IntervalSchema,
  /** Seconds for the features of a hundred pictures, without reading them. */
  secondsPer100: z.number(),
  /** Of the body's weights in memory. */
  weightsBytes: z.number(),
});
export type LeagueEntry = z.infer<typeof LeagueEntrySchema>;

export const LeagueSchema = z.object({
  /** `stale`: pictures, labels or sides have changed since. */
  status: z.enum(["none", "running", "ready", "stale", "failed"]),
  /** The most accurate first. */
  entries: z.array(LeagueEntrySchema),
  /** Training and validation pictures that were looked at; test pictures stay sealed. */
  pictures: z.number().int(),
  /** Id of the entry to take: the lightest of those that are as good as the best, as far as the pictures can tell. */
  recommended: z.string().nullable(),
  /** Why, in plain words. */
  sentence: z.string().nullable(),
  /** Networks that could not be probed. */
  failures: z.array(z.object({ name: z.string(), message: z.string() })),
  /** Why there is none; null when all is well. */
  message: z.string().nullable(),
});
export type League = z.infer<typeof LeagueSchema>;

export const leagueContract = {
  get: procedure.input(EmptySchema).output(LeagueSchema),
  /** What can take part. */
  candidates: procedure
    .input(EmptySchema)
    .output(z.array(LeagueCandidateSchema)),
  /** Probes networks on the project's pictures; by their ids as candidates, default: all. Those probed before on the same pictures stay. */
  start: procedure
    .input(z.object({ candidates: z.array(z.string()).min(1).optional() }))
    .output(JobReferenceSchema),
};
