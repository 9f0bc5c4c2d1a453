import { z } from "zod";

import {
  EmptySchema,
  JobReferenceSchema,
  procedure,
  SplitSchema,
} from "./base.ts";

/** How sure a check is of what it says. */
export const SurenessSchema = z.enum(["certain", "likely", "possible"]);
export type Sureness = z.infer<typeof SurenessSchema>;

export const RemedyIdSchema = z.enum([
  "exclude",
  "exclude-other",
  "keep-best",
  "relabel",
  "relabel-other",
  "relabel-suggested",
  "join-splits",
  "join-splits-other",
]);
export type RemedyId = z.infer<typeof RemedyIdSchema>;

/** Something about the whole data set, a class, or a file that is no picture of it. */
export const DoctorRemarkSchema = z.object({
  code: z.string(),
  message: z.string(),
  sureness: SurenessSchema,
  classIds: z.array(z.number().int()).optional(),
  /** Of a file that was not taken, relative to the folder that was imported. */
  path: z.string().optional(),
});
export type DoctorRemark = z.infer<typeof DoctorRemarkSchema>;

/** A picture of a finding. */
const FindingPictureSchema = z.object({
  imageId: z.number().int(),
  fileName: z.string(),
  path: z.string(),
  /** Null: not labelled. */
  classId: z.number().int().nullable(),
  split: SplitSchema.nullable(),
  width: z.number().int(),
  height: z.number().int(),
  sizeBytes: z.number(),
});
export type FindingPicture = z.infer<typeof FindingPictureSchema>;

export const FindingSchema = z.object({
  id: z.number().int(),
  picture: FindingPictureSchema,
  other: FindingPictureSchema.nullable(),
  sureness: SurenessSchema,
  message: z.string(),
  /** Findings with the same one belong together. */
  groupId: z.number().int().nullable(),
  suggestedClassId: z.number().int().nullable(),
  /** What can be done about it, the most usual first. */
  remedies: z.array(RemedyIdSchema),
});
export type Finding = z.infer<typeof FindingSchema>;

export const DoctorCheckSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Why it matters, in a sentence. */
  why: z.string(),
  severity: z.enum(["high", "medium", "low"]),
  /** Of any finding; one may offer fewer. */
  remedies: z.array(RemedyIdSchema),
  open: z.number().int(),
  dismissed: z.number().int(),
  /** Pictures of the worst open findings, at most six. */
  examples: z.array(z.number().int()),
  remarks: z.array(DoctorRemarkSchema),
  /** In all; `remarks` may hold fewer. */
  remarkCount: z.number().int(),
  /** Null: not yet. */
  checkedAt: z.string().nullable(),
  /** The data have changed since. */
  isStale: z.boolean(),
  /** Why the check was left out; null when it was not. */
  leftOut: z.string().nullable(),
});
export type DoctorCheck = z.infer<typeof DoctorCheckSchema>;

export const DoctorReportSchema = z.object({
  status: z.enum(["none", "running", "ready", "stale", "failed"]),
  checkedAt: z.string().nullable(),
  pictures: z.number().int(),
  seconds: z.number().nullable(),
  /** Open findings of all checks. */
  open: z.number().int(),
  checks: z.array(DoctorCheckSchema),
  message: z.string().nullable(),
});
export type DoctorReport = z.infer<typeof DoctorReportSchema>;

const FindingState = z.enum(["open", "dismissed"]);
/** Some findings, or all open ones of the check. */
const FindingIds = z.union([
  z.array(z.number().int()).min(1).max(100_000),
  z.literal("all"),
]);

export const doctorContract = {
  report: procedure.input(EmptySchema).output(DoctorReportSchema),
  /** The worst first. */
  findings: procedure
    .input(
      z.object({
        check: z.string(),
        state: FindingState.default("open"),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(500).default(60),
      }),
    )
    .output(
      z.object({ total: z.number().int(), findings: z.array(FindingSchema) }),
    ),
  /** `quick`: files, copies and what can be measured; `whole`: also what needs the built-in network. */
  start: procedure
    .input(z.object({ scope: z.enum(["quick", "whole"]).default("whole") }))
    .output(JobReferenceSchema),
  /** One step of undo. */
  remedy: procedure
    .input(
      z.object({
        check: z.string(),
        findings: FindingIds,
        remedy: RemedyIdSchema,
      }),
    )
    .output(z.object({ changed: z.number().int() })),
  dismiss: procedure
    .input(z.object({ check: z.string(), findings: FindingIds }))
    .output(z.object({ changed: z.number().int() })),
  /** Takes a dismissal back. */
  restore: procedure
    .input(
      z.object({ findings: z.array(z.number().int()).min(1).max(100_000) }),
    )
    .output(EmptySchema),
};
