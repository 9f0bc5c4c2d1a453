import { z } from "zod";

import { AugmentationSchema } from "./augmentation.ts";
import { BaselineSchema } from "./baseline.ts";
import { DeviceChoiceSchema } from "./devices.ts";
import { EmptySchema, JobReferenceSchema, procedure } from "./base.ts";
import {
  RecipeAdviceSchema,
  RecipeDraftSchema,
  RecipeSchema,
} from "./recipe.ts";
import {
  PaddingSchema,
  PictureShapesSchema,
  ResizePreviewSchema,
  ResizeSchema,
} from "./resize.ts";

export const RunStatusSchema = z.enum([
  "waiting",
  "running",
  "paused",
  "interrupted",
  "finished",
  "stopped",
  "failed",
]);

export const SplitMetricsSchema = z.object({
  accuracy: z.number(),
  loss: z.number(),
  top5: z.number(),
});
export type SplitMetrics = z.infer<typeof SplitMetricsSchema>;

/** What computed a run, or a part of it. */
export const UsedDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** With its version: `onnxruntime 1.30 WebGPU`. */
  provider: z.string(),
  driver: z.string().nullable(),
  /** Of the program and its runtime. */
  versions: z.string(),
  /** Why this one, in a sentence. */
  reason: z.string(),
  /** Of the network that it was chosen for. */
  signature: z.string(),
});
export type UsedDevice = z.infer<typeof UsedDeviceSchema>;

export const RunSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  status: RunStatusSchema,
  modelName: z.string(),
  recipe: RecipeSchema,
  classes: z.array(z.object({ id: z.number().int(), name: z.string() })),
  /** Last epoch written. */
  epoch: z.number().int(),
  bestEpoch: z.number().int().nullable(),
  metrics: z.object({
    train: SplitMetricsSchema.nullable(),
    validation: SplitMetricsSchema.nullable(),
    test: SplitMetricsSchema.nullable(),
  }),
  seconds: z.number(),
  evaluated: z.boolean(),
  /** What computed it, in order: more than one where it went on with another. */
  devices: z.array(
    UsedDeviceSchema.extend({
      /** The first epoch that it computed. */
      fromEpoch: z.number().int(),
    }),
  ),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Digests of the data that it saw (`versions`), in order: more than one where it went on after the data had changed. */
  dataVersions: z.array(z.string()).optional(),
});
export type Run = z.infer<typeof RunSchema>;

/** One line of history.jsonl. */
export const EpochMetricsSchema = z.object({
  /** 1, 2 … over the whole run. */
  epoch: z.number().int(),
  phase: z.enum(["head", "fine-tuning", "scratch"]),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  learningRate: z.number(),
  imagesPerSecond: z.number(),
  /** Pictures per step, where memory did not suffice for as many as the recipe says. */
  batchSize: z.number().int().optional(),
  /** Since the run's start, pauses left out. */
  seconds: z.number(),
});
export type EpochMetrics = z.infer<typeof EpochMetricsSchema>;

const RunReference = z.object({ runId: z.string() });

export const trainingContract = {
  /** A full recipe for a model on this data set: defaults where nothing is given. */
  advise: procedure
    .input(RecipeSchema.partial().extend({ model: z.string() }))
    .output(RecipeAdviceSchema),
  /** Augmented versions as data URLs, exactly what training sees: row by image, column by variant. */
  previewAugmentation: procedure
    .input(
      z.object({
        imageIds: z.array(z.number().int()).min(1).max(48),
        augmentation: AugmentationSchema,
        variants: z.number().int().min(1).max(16),
        /** The first of them: the epoch, to see what one epoch sees. */
        firstVariant: z.number().int().min(0).default(0),
        inputSize: z.number().int(),
        ...ResizeSchema.shape,
        seed: z.number().int(),
      }),
    )
    .output(
      z.object({
        rows: z.array(
          z.object({
            imageId: z.number().int(),
            original: z.string(),
            variants: z.array(z.string()),
          }),
        ),
      }),
    ),
  /** What cropping would cost, and the pictures of the least ordinary shapes. */
  pictureShapes: procedure.input(EmptySchema).output(PictureShapesSchema),
  /** Pictures as a network of this size sees them, in every mode. */
  previewResize: procedure
    .input(
      z.object({
        imageIds: z.array(z.number().int()).min(1).max(12),
        inputSize: z.number().int().min(8).max(1024),
        ...PaddingSchema.shape,
      }),
    )
    .output(z.object({ rows: z.array(ResizePreviewSchema) })),
  /** What the person has chosen of the next recipe so far; kept with the project. */
  draft: procedure.input(EmptySchema).output(RecipeDraftSchema),
  saveDraft: procedure.input(RecipeDraftSchema).output(EmptySchema),
  start: procedure
    .input(z.object({ recipe: RecipeSchema, name: z.string().optional() }))
    .output(JobReferenceSchema.extend(RunReference.shape)),
  /** Goes on from the last checkpoint of a run that was interrupted, paused or killed. */
  resume: procedure
    .input(RunReference.extend({ device: DeviceChoiceSchema.optional() }))
    .output(JobReferenceSchema),
  runs: procedure.input(EmptySchema).output(z.array(RunSchema)),
  run: procedure.input(RunReference).output(RunSchema),
  history: procedure
    .input(RunReference.extend({ afterEpoch: z.number().int().default(0) }))
    .output(z.array(EpochMetricsSchema)),
  renameRun: procedure
    .input(RunReference.extend({ name: z.string().min(1) }))
    .output(EmptySchema),
  deleteRun: procedure.input(RunReference).output(EmptySchema),
  restoreRun: procedure.input(RunReference).output(EmptySchema),
  baseline: procedure.input(EmptySchema).output(BaselineSchema),
  startBaseline: procedure.input(EmptySchema).output(JobReferenceSchema),
};
