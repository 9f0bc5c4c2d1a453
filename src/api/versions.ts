import { z } from "zod";

import { EmptySchema, procedure, SplitSchema } from "./base.ts";

/** A version by its digest, or the data set as it is. */
const VersionReferenceSchema = z.union([
  z.literal("now"),
  z.string().regex(/^[0-9a-f]{64}$/),
]);
export type VersionReference = z.infer<typeof VersionReferenceSchema>;

export const SnapshotSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  digest: z.string(),
  imageCount: z.number().int(),
});
export type Snapshot = z.infer<typeof SnapshotSchema>;

/** The data that a run saw. */
export const RunVersionSchema = z.object({
  runId: z.string(),
  runName: z.string(),
  createdAt: z.string(),
  digest: z.string(),
  imageCount: z.number().int(),
});
export type RunVersion = z.infer<typeof RunVersionSchema>;

/** How a picture differs; one picture may differ in several ways. */
export const ChangeKindSchema = z.enum([
  "added",
  "removed",
  "relabelled",
  "moved",
  "excluded",
  "included",
]);
export type ChangeKind = z.infer<typeof ChangeKindSchema>;

export const VersionComparisonSchema = z.object({
  counts: z.record(ChangeKindSchema, z.number().int()),
  /** Pictures that are the same in every way. */
  unchanged: z.number().int(),
  renames: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      pictures: z.number().int(),
    }),
  ),
  classesAdded: z.array(z.string()),
  classesRemoved: z.array(z.string()),
});
export type VersionComparison = z.infer<typeof VersionComparisonSchema>;

const PictureStateSchema = z.object({
  /** null: without a label. */
  className: z.string().nullable(),
  split: SplitSchema.nullable(),
  excluded: z.boolean(),
});
export type PictureState = z.infer<typeof PictureStateSchema>;

export const PictureChangeSchema = z.object({
  sha256: z.string(),
  /** Relative to its folder, as it was. */
  path: z.string(),
  /** null: the data set no longer has it. */
  imageId: z.number().int().nullable(),
  before: PictureStateSchema.nullable(),
  after: PictureStateSchema.nullable(),
});
export type PictureChange = z.infer<typeof PictureChangeSchema>;

/** What going back to a version did. */
export interface Restored {
  readonly changed: number;
  /** Pictures of the version that the data set no longer has. */
  readonly gone: number;
}

const Two = z.object({
  from: VersionReferenceSchema,
  to: VersionReferenceSchema,
});

const Name = z.string().trim().min(1).max(200);

export const versionsContract = {
  list: procedure.input(EmptySchema).output(
    z.object({
      /** Newest first. */
      snapshots: z.array(SnapshotSchema),
      /** Newest first; a run that went on after the data had changed is there more than once. */
      runs: z.array(RunVersionSchema),
    }),
  ),
  /** Keeps the data set as it is under a name: a job, whose result is the `Snapshot`. */
  save: procedure
    .input(z.object({ name: Name }))
    .output(z.object({ jobId: z.string(), snapshotId: z.string() })),
  /** Names a version that is known already. */
  name: procedure
    .input(z.object({ name: Name, digest: z.string() }))
    .output(SnapshotSchema),
  rename: procedure
    .input(z.object({ id: z.string(), name: Name }))
    .output(EmptySchema),
  remove: procedure.input(z.object({ id: z.string() })).output(EmptySchema),
  compare: procedure.input(Two).output(VersionComparisonSchema),
  /** The pictures that differ in one way. */
  changes: procedure
    .input(
      Two.extend({
        kind: ChangeKindSchema,
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        changes: z.array(PictureChangeSchema),
      }),
    ),
  /** Labels, sides, exclusions and classes as they were: a job that makes one edit, which can be taken back. Its result is a `Restored`. */
  restore: procedure
    .input(
      z.object({
        digest: z.string(),
        /** What becomes of pictures that came later. */
        added: z.enum(["stay", "exclude"]).default("stay"),
      }),
    )
    .output(z.object({ jobId: z.string() })),
};
