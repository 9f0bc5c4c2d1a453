import { z } from "zod";

import { AugmentationSchema } from "./augmentation.ts";
import { DeviceChoiceSchema } from "./devices.ts";
import { ResizeSchema } from "./resize.ts";

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
