import { z } from "zod";

import { EmptySchema, procedure } from "./base.ts";

export const JobKindSchema = z.enum([
  "sample",
  "import",
  "baseline",
  "league",
  "map",
  "tray",
  "train",
  "evaluate",
  "predict",
  "export",
  "devices",
  "tensorflow",
  "download",
  "doctor",
  "snapshot",
  "restore",
]);
export type JobKind = z.infer<typeof JobKindSchema>;

export const JobStatusSchema = z.enum([
  "waiting",
  "running",
  "paused",
  "finished",
  "cancelled",
  "failed",
]);

export const JobSchema = z.object({
  id: z.string(),
  kind: JobKindSchema,
  /** For a person: `Import clothing-10`. */
  title: z.string(),
  runId: z.string().nullable(),
  status: JobStatusSchema,
  phase: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  /** Units per second. */
  rate: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  canPause: z.boolean(),
  /** The engine began it and no person: what follows an import, or what came into a watched folder. */
  byItself: z.boolean(),
  /** What computes, once it is known; null for work that computes no network. */
  device: z.object({ name: z.string(), provider: z.string() }).nullable(),
  /** What happened on the way that a person should know of, such as a device that crashed; newest last. */
  notices: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** What the CLI prints with --json. It can be large, so only `jobs.get` gives it, of a finished job; elsewhere it is null. */
  result: z.unknown(),
});
export type Job = z.infer<typeof JobSchema>;

const JobReference = z.object({ jobId: z.string() });

export const jobsContract = {
  list: procedure.input(EmptySchema).output(z.array(JobSchema)),
  get: procedure.input(JobReference).output(JobSchema),
  cancel: procedure.input(JobReference).output(EmptySchema),
  pause: procedure.input(JobReference).output(EmptySchema),
  resume: procedure.input(JobReference).output(EmptySchema),
  /** Training only: ends after this step and keeps the best weights. */
  stopAndKeepBest: procedure.input(JobReference).output(EmptySchema),
  log: procedure
    .input(JobReference)
    .output(z.object({ lines: z.array(z.string()) })),
  /** Takes finished jobs off the tray. */
  dismiss: procedure.input(JobReference).output(EmptySchema),
};
