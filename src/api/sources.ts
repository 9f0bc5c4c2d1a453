import { z } from "zod";

import { DataKindSchema, EmptySchema, procedure, SplitSchema } from "./base.ts";

/**
 * Where the classes of a source come from: the outer class folders, the innermost ones, a list of pictures (or a table of texts), or
 * nowhere: then its pictures are still to be labelled.
 */
export const ClassesFromSchema = z.enum(["top", "leaf", "manifest", "none"]);
export type ClassesFrom = z.infer<typeof ClassesFromSchema>;

/** Either a folder or file of the engine's machine, or the id of a finished upload. */
export const SourceSchema = z.object({
  /** Absolute. */
  folder: z.string().optional(),
  uploadId: z.string().optional(),
});

/** What an archive may unpack to; each may be raised by who knows what it is. Default: archive-limits.ts. */
export const ArchiveLimitsSchema = z.object({
  /** Entries of any kind. */
  entries: z.number().int().min(1).max(10_000_000).optional(),
  totalBytes: z.number().min(1).optional(),
  /** A larger file is left out. */
  fileBytes: z.number().min(1).optional(),
  /** Unpacked size over the archive's own. */
  ratio: z.number().min(1).optional(),
  /** Unpacked size from which on the ratio is looked at. */
  ratioFromBytes: z.number().min(0).optional(),
});
export type RaisedArchiveLimits = z.infer<typeof ArchiveLimitsSchema>;

const CountedRemarkSchema = z.object({
  code: z.string(),
  /** What was expected, what came, what to do; of the first one. */
  message: z.string(),
  count: z.number().int(),
  /** Paths of the first ones. */
  examples: z.array(z.string()),
});

/** What an import would do, by the names of files and the rows of lists; no picture is opened. */
export const ImportPlanSchema = z.object({
  kind: DataKindSchema,
  /** Whether it is unpacked into the project, as an archive is; then its pictures need no copy. */
  unpacks: z.boolean(),
  /** What was recognised, in a sentence. */
  summary: z.string(),
  /** The reading that this plan is of. */
  classesFrom: ClassesFromSchema,
  /** All that the source allows, the recognised one first. */
  readings: z.array(
    z.object({
      classesFrom: ClassesFromSchema,
      /** A few words for a list of choices. */
      title: z.string(),
    }),
  ),
  /** In natural order; the first 2,000. */
  classes: z.array(
    z.object({
      name: z.string(),
      count: z.number().int(),
      bySplit: z.object({
        train: z.number().int(),
        validation: z.number().int(),
        test: z.number().int(),
      }),
    }),
  ),
  classCount: z.number().int(),
  /** Pictures or texts with a class. */
  labelled: z.number().int(),
  /** Pictures for the tray. */
  unlabelled: z.number().int(),
  /** Sides that the source names. */
  splits: z.array(SplitSchema),
  /** Other columns of its lists. */
  attributes: z.array(
    z.object({ name: z.string(), examples: z.array(z.string()) }),
  ),
  skipped: z.array(CountedRemarkSchema),
  skippedCount: z.number().int(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  /** False when looking ended before all was seen: then the counts are of the first files only. */
  isComplete: z.boolean(),
  seconds: z.number(),
});
export type ImportPlan = z.infer<typeof ImportPlanSchema>;

export const sourcesContract = {
  /** A dry run of `datasets.import`. */
  plan: procedure
    .input(
      SourceSchema.extend({
        classesFrom: ClassesFromSchema.optional(),
        limits: ArchiveLimitsSchema.optional(),
      }),
    )
    .output(ImportPlanSchema),
  /** The files of an upload that is not to be imported after all. */
  discardUpload: procedure
    .input(z.object({ uploadId: z.string() }))
    .output(EmptySchema),
};
