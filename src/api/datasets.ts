import { z } from "zod";

import {
  DataKindSchema,
  EmptySchema,
  JobReferenceSchema,
  procedure,
  SplitSchema,
} from "./base.ts";
import {
  ArchiveLimitsSchema,
  ClassesFromSchema,
  SourceSchema,
} from "./sources.ts";
import { RemedyIdSchema, SurenessSchema } from "./doctor.ts";
import { SplitPreviewSchema, SplitRuleSchema } from "./splits.ts";

export const ImageClassSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  /** Index into the categorical palette; the same for a class everywhere. */
  colorIndex: z.number().int(),
  /** Included pictures. */
  count: z.number().int(),
  excluded: z.number().int(),
  bySplit: z.object({
    train: z.number().int(),
    validation: z.number().int(),
    test: z.number().int(),
  }),
});
export type ImageClass = z.infer<typeof ImageClassSchema>;

export const DatasetSummarySchema = z.object({
  /** Pictures, or texts; decided by the first import. The items of both are called images here. */
  kind: DataKindSchema,
  imageCount: z.number().int(),
  excludedCount: z.number().int(),
  /** Pictures without a label; they are in no other count. */
  unlabelledCount: z.number().int(),
  problemCount: z.number().int(),
  classes: z.array(ImageClassSchema),
  splitSource: z.enum([
    "none",
    "folders",
    "stratified",
    "grouped",
    "folds",
    "fixed",
  ]),
  splitFractions: z.object({
    train: z.number(),
    validation: z.number(),
    test: z.number(),
  }),
  /** The rest of the rule that the pictures were dealt by. */
  splitRule: z
    .object({
      seed: z.number().int(),
      duplicates: z.boolean(),
      attributes: z.array(z.string()),
      /** null: the rule makes no folds. */
      folds: z.number().int().nullable(),
    })
    .optional(),
  /** Sentences a person should read before training: imbalance, few pictures … */
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Folders that the pictures are read from. */
  roots: z.array(
    z.object({
      id: z.number().int(),
      path: z.string(),
      copied: z.boolean(),
      reachable: z.boolean(),
      imageCount: z.number().int(),
    }),
  ),
  canUndo: z.string().nullable(),
  canRedo: z.string().nullable(),
});
export type DatasetSummary = z.infer<typeof DatasetSummarySchema>;

export const ImageFilterSchema = z.object({
  classIds: z.array(z.number().int()).optional(),
  splits: z.array(SplitSchema).optional(),
  /** Default false: only included pictures. */
  excluded: z.enum(["no", "only", "any"]).optional(),
  /** Part of the file name, or of a text. */
  search: z.string().optional(),
  /** A run whose predictions the filters below speak of. */
  runId: z.string().optional(),
  predictedClassIds: z.array(z.number().int()).optional(),
  correct: z.boolean().optional(),
  /** Of the run's prediction, both ends included, 0 to 1. */
  confidence: z.tuple([z.number(), z.number()]).optional(),
  /** Default yes: only labelled pictures. */
  labelled: z.enum(["yes", "no", "any"]).optional(),
  /** A check: pictures of its open findings. */
  finding: z.string().optional(),
  /** Values that are wanted, by the name of the attribute. */
  attributes: z.record(z.string(), z.array(z.string())).optional(),
  imageIds: z.array(z.number().int()).max(20_000).optional(),
  /** A computed order, such as what to label next: only its pictures, in its order unless another is given. */
  ranking: z.string().optional(),
  /** `suspicious`: most doubtful label first, by the instant baseline; `finding`: the worst finding first; `class`: in the order of the classes. */
  order: z
    .enum([
      "added",
      "added-descending",
      "name",
      "name-descending",
      "class",
      "file-size",
      "file-size-descending",
      "pixels",
      "pixels-descending",
      "brightness",
      "brightness-descending",
      "sharpness",
      "sharpness-descending",
      "confidence-descending",
      "confidence-ascending",
      "suspicious",
      "finding",
    ])
    .optional(),
});
export type ImageFilter = z.infer<typeof ImageFilterSchema>;

export const ImageRowSchema = z.object({
  id: z.number().int(),
  fileName: z.string(),
  classId: z.number().int(),
  split: SplitSchema.nullable(),
  excluded: z.boolean(),
  /** Pixels, after orientation. */
  width: z.number().int(),
  height: z.number().int(),
  /** Under the filter's run, or null. */
  predictedClassId: z.number().int().nullable(),
  confidence: z.number().nullable(),
  /** The beginning of a text; null for a picture. */
  text: z.string().nullable(),
});
export type ImageRow = z.infer<typeof ImageRowSchema>;

export const ImageDetailSchema = ImageRowSchema.extend({
  path: z.string(),
  exists: z.boolean(),
  sizeBytes: z.number(),
  format: z.string(),
  orientation: z.number().int(),
  sha256: z.string(),
  addedAt: z.string(),
  /** Extra columns that came with it. */
  attributes: z.record(z.string(), z.string()),
  /** Open findings of the check-up. */
  findings: z.array(
    z.object({
      id: z.number().int(),
      check: z.string(),
      /** The check in words. */
      title: z.string(),
      sureness: SurenessSchema,
      message: z.string(),
      /** What can be done about it, the most usual first. */
      remedies: z.array(RemedyIdSchema),
    }),
  ),
  /** Other files with the same content that were not taken twice. */
  duplicates: z.array(z.string()),
  predictions: z.array(
    z.object({
      runId: z.string(),
      runName: z.string(),
      classId: z.number().int(),
      confidence: z.number(),
    }),
  ),
  history: z.array(z.object({ at: z.string(), change: z.string() })),
});
export type ImageDetail = z.infer<typeof ImageDetailSchema>;

/** A file that was not taken, or was taken with a remark. */
export const FileProblemSchema = z.object({
  id: z.number().int(),
  path: z.string(),
  code: z.string(),
  message: z.string(),
  /** `skipped`: not in the data set; `note`: it is, and this is worth knowing. */
  severity: z.enum(["skipped", "note"]),
});
export type FileProblem = z.infer<typeof FileProblemSchema>;

export const CacheInfoSchema = z.object({
  usedBytes: z.number(),
  budgetBytes: z.number(),
  freeDiskBytes: z.number(),
});
export type CacheInfo = z.infer<typeof CacheInfoSchema>;

const ImageIds = z.object({ imageIds: z.array(z.number().int()).min(1) });

export const datasetsContract = {
  summary: procedure.input(EmptySchema).output(DatasetSummarySchema),
  /** Source: a folder on the engine's machine, or the id of a finished upload. Also makes the splits and starts the instant baseline. */
  import: procedure
    .input(
      SourceSchema.extend({
        copy: z.boolean().default(false),
        /** Default: as `sources.plan` recognises it. */
        classesFrom: ClassesFromSchema.optional(),
        limits: ArchiveLimitsSchema.optional(),
      }),
    )
    .output(JobReferenceSchema),
  /** A place for a browser's upload: files go to PUT /uploads/<id>/<relative path>, then `import`. */
  createUpload: procedure
    .input(z.object({ name: z.string() }))
    .output(z.object({ uploadId: z.string() })),
  images: procedure
    .input(
      z.object({
        filter: ImageFilterSchema,
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(
      z.object({ total: z.number().int(), images: z.array(ImageRowSchema) }),
    ),
  /** All ids under a filter, for select-all. */
  imageIds: procedure
    .input(z.object({ filter: ImageFilterSchema }))
    .output(z.object({ imageIds: z.array(z.number().int()) })),
  image: procedure
    .input(z.object({ imageId: z.number().int() }))
    .output(ImageDetailSchema),
  problems: procedure
    .input(
      z.object({
        offset: z.number().int().min(0),
        limit: z.number().int().min(1).max(500),
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        problems: z.array(FileProblemSchema),
      }),
    ),
  createClass: procedure
    .input(z.object({ name: z.string().min(1).max(200) }))
    .output(z.object({ classId: z.number().int() })),
  renameClass: procedure
    .input(
      z.object({ classId: z.number().int(), name: z.string().min(1).max(200) }),
    )
    .output(EmptySchema),
  relabel: procedure
    .input(ImageIds.extend({ classId: z.number().int() }))
    .output(EmptySchema),
  setExcluded: procedure
    .input(ImageIds.extend({ excluded: z.boolean() }))
    .output(EmptySchema),
  setSplit: procedure
    .input(ImageIds.extend({ split: SplitSchema }))
    .output(EmptySchema),
  /** Puts all included pictures on sides anew. */
  resplit: procedure.input(SplitRuleSchema).output(EmptySchema),
  /** What `resplit` would do. */
  previewSplit: procedure.input(SplitRuleSchema).output(SplitPreviewSchema),
  undo: procedure
    .input(EmptySchema)
    .output(z.object({ undone: z.string().nullable() })),
  redo: procedure
    .input(EmptySchema)
    .output(z.object({ redone: z.string().nullable() })),
  /** The pictures' folder has moved: finds all of them under the new one, by path and then by content. */
  relink: procedure
    .input(z.object({ rootId: z.number().int(), folder: z.string() }))
    .output(z.object({ found: z.number().int(), missing: z.number().int() })),
  cache: procedure.input(EmptySchema).output(CacheInfoSchema),
  clearCache: procedure.input(EmptySchema).output(CacheInfoSchema),
};
