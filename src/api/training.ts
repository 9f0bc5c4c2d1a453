import { z } from "zod";

import { DeviceChoiceSchema } from "./devices.ts";
import {
  EmptySchema,
  IntervalSchema,
  JobReferenceSchema,
  procedure,
} from "./base.ts";

/** Operations that are chosen for each picture. */
export const AugmentationPolicySchema = z.object({
  name: z.enum([
    "randaugment",
    "trivialaugment",
    "autoaugment-imagenet",
    "autoaugment-cifar10",
    "autoaugment-svhn",
  ]),
  /** Of RandAugment: how many. */
  operations: z.number().int().min(1).max(4).default(2),
  /** Of RandAugment: how strong. */
  magnitude: z.number().int().min(0).max(30).default(9),
});
export type AugmentationPolicy = z.infer<typeof AugmentationPolicySchema>;

/** Each range is symmetric unless said; 0 or false is off, and so is what is left out. */
export const AugmentationSchema = z.object({
  horizontalFlip: z.boolean(),
  verticalFlip: z.boolean(),
  /** Degrees either way, 0 to 180. */
  rotation: z.number().min(0).max(180),
  /** Share of the side, 0 to 0.5. */
  shift: z.number().min(0).max(0.5),
  /** Share: 0.2 means 80 % to 120 %. */
  zoom: z.number().min(0).max(0.9),
  /** Degrees either way, 0 to 45. */
  shear: z.number().min(0).max(45),
  /** Share of the area that may be cut away. */
  crop: z.number().min(0).max(0.92).optional(),
  /** Share of the side that corners move at most. */
  perspective: z.number().min(0).max(0.9).optional(),
  /** How far points move (standard deviation), as a share of the side. */
  elastic: z.number().min(0).max(0.05).optional(),
  /** Factor 1 ± value. */
  brightness: z.number().min(0).max(1),
  contrast: z.number().min(0).max(1),
  saturation: z.number().min(0).max(1),
  /** Degrees of the colour circle either way, 0 to 180. */
  hue: z.number().min(0).max(180),
  /** Share of the pictures that it happens to. */
  grey: z.number().min(0).max(1).optional(),
  invert: z.number().min(0).max(1).optional(),
  /** Bits taken away at most. */
  posterise: z.number().int().min(0).max(7).optional(),
  /** How far the threshold may sink from the brightest, as a share. */
  solarise: z.number().min(0).max(1).optional(),
  /** Share of the pictures that it happens to. */
  equalise: z.number().min(0).max(1).optional(),
  autocontrast: z.number().min(0).max(1).optional(),
  /** Factor 1 ± value. */
  sharpness: z.number().min(0).max(1).optional(),
  /** Largest standard deviation, in pixels of the input. */
  blur: z.number().min(0).max(5).optional(),
  /** Largest standard deviation, as a share of the range. */
  noise: z.number().min(0).max(0.3).optional(),
  grain: z.number().min(0).max(0.3).optional(),
  /** How far the quality may sink below 100. */
  jpeg: z.number().int().min(0).max(95).optional(),
  /** Largest area. */
  erasing: z.number().min(0).max(0.5).optional(),
  /** Side of the square, as a share. */
  cutOut: z.number().min(0).max(0.75).optional(),
  /** α of the beta distribution that shares are drawn from. */
  mixUp: z.number().min(0).max(2).optional(),
  cutMix: z.number().min(0).max(2).optional(),
  policy: AugmentationPolicySchema.optional(),
  fill: z.enum(["edge", "mirror", "constant"]),
});
export type Augmentation = z.infer<typeof AugmentationSchema>;

const ColourValueSchema = z.number().int().min(0).max(255);

const PaddingSchema = z.object({
  /** Of `fit`; left out: the background colour. */
  padding: z.enum(["constant", "edge", "mirror"]).optional(),
  /** sRGB, of transparent pictures and of the padding in a colour; left out: white. */
  background: z
    .tuple([ColourValueSchema, ColourValueSchema, ColourValueSchema])
    .optional(),
});

/** How pictures come into the network's frame, and over what. */
export const ResizeSchema = PaddingSchema.extend({
  resize: z.enum(["squash", "crop", "fit"]),
});
export type ResizeChoice = z.infer<typeof ResizeSchema>;

export const RecipeSchema = z.object({
  /** Catalogue id, or the id of an imported backbone. */
  model: z.string(),
  /** Pixels of the side; of a text, the words that are seen. */
  inputSize: z.number().int().min(8).max(1024),
  width: z.number().optional(),
  /** Of texts: places of the vocabulary at most, for the most frequent words of the training texts. */
  vocabulary: z.number().int().min(3).max(200_000).optional(),
  ...ResizeSchema.shape,
  /** `transfer`: head on frozen features, then fine-tuning; `scratch`: all layers from random weights. */
  method: z.enum(["transfer", "scratch"]),
  /** Epochs of the head on cached features, or of the whole network from scratch. */
  epochs: z.number().int().min(1).max(10000),
  batchSize: z.number().int().min(1).max(1024),
  learningRate: z.number().positive(),
  /** `adamw` is `adam` with weight decay by default. */
  optimizer: z.enum(["sgd", "adam", "adamw"]),
  /** Per step, times the learning rate; of kernels only. */
  weightDecay: z.number().min(0),
  /** Largest norm of a step's gradients; 0 or left out: no limit. */
  clipNorm: z.number().min(0).optional(),
  /** Of the moving average of the weights, which is validated and kept in their place; 0 or left out: the weights themselves. */
  averageDecay: z.number().min(0).max(0.9999).optional(),
  labelSmoothing: z.number().min(0).max(0.5),
  dropout: z.number().min(0).max(0.9),
  /** Epochs without a better validation loss before training ends; 0 is off. */
  earlyStopping: z.number().int().min(0),
  classWeights: z.enum(["auto", "on", "off"]),
  augmentation: AugmentationSchema,
  /** Different augmented versions of each picture whose features are cached; 1 with no augmentation. */
  variants: z.number().int().min(1).max(32),
  fineTuning: z.object({
    /** Upper blocks that learn too, 0 is off. */
    blocks: z.number().int().min(0),
    epochs: z.number().int().min(0).max(10000),
    learningRate: z.number().positive(),
    /** Learning rate of each block as a share of that of the block above it, the head at the top; 1 or left out: the same for all. */
    blockRate: z.number().positive().max(1).optional(),
  }),
  seed: z.number().int(),
  /** What computes: `automatic` or a device; left out: as the settings say. A run can go on with another. */
  device: DeviceChoiceSchema.optional(),
});
export type Recipe = z.infer<typeof RecipeSchema>;

/** What was chosen of a recipe; advice fills in the rest. */
export const RecipeDraftSchema = RecipeSchema.partial();
export type RecipeDraft = z.infer<typeof RecipeDraftSchema>;

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

export const RecipeAdviceSchema = z.object({
  recipe: RecipeSchema,
  /** The recipe in a sentence. */
  sentence: z.string(),
  estimateSeconds: z.number().nullable(),
  trainImages: z.number().int(),
  validationImages: z.number().int(),
  testImages: z.number().int(),
  /** Layers that learn, and weights in them. */
  trainableParameters: z.number(),
  /** What training is expected to take of the computer's memory, at the recipe's batch size. */
  memoryBytes: z.number(),
  /** Pictures that the network is expected to take in per second, learning or looking once. */
  imagesPerSecond: z.number(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
export type RecipeAdvice = z.infer<typeof RecipeAdviceSchema>;

export const PictureShapesSchema = z.object({
  pictures: z.number().int(),
  /** Share of a picture's area that cropping to a square cuts off, 0 to 1: on average, of half the pictures at least, and at most. */
  cropLoss: z.object({
    mean: z.number(),
    median: z.number(),
    most: z.number(),
  }),
  /** Pictures to look at, the widest and tallest first, the most usual shape last. */
  imageIds: z.array(z.number().int()),
});
export type PictureShapes = z.infer<typeof PictureShapesSchema>;

export const ResizePreviewSchema = z.object({
  imageId: z.number().int(),
  /** Pixels, after orientation. */
  width: z.number().int(),
  height: z.number().int(),
  /** The part that cropping keeps, in pixels of the picture. */
  kept: z.object({
    left: z.number().int(),
    top: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
  }),
  /** PNG data URLs: exactly what a network sees. */
  squash: z.string(),
  crop: z.string(),
  fit: z.string(),
});
export type ResizePreview = z.infer<typeof ResizePreviewSchema>;

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
