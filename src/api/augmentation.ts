import { z } from "zod";

import { EmptySchema, procedure } from "./base.ts";
import { AugmentationSchema, ResizeSchema } from "./training.ts";

export const AugmentationParameterSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("switch") }),
  z.object({
    kind: z.literal("amount"),
    maximum: z.number(),
    /** A value that suits most pictures. */
    default: z.number(),
    /** `chance` is the share of pictures that it happens to; `concentration` the α of a beta distribution. */
    unit: z.enum([
      "degrees",
      "share",
      "chance",
      "pixels",
      "bits",
      "quality",
      "concentration",
    ]),
  }),
]);
export type AugmentationParameter = z.infer<typeof AugmentationParameterSchema>;

const AugmentationNameSchema = AugmentationSchema.omit({
  fill: true,
  policy: true,
}).keyof();
export type AugmentationName = z.infer<typeof AugmentationNameSchema>;

export const AugmentationOperationSchema = z.object({
  /** The setting in `Augmentation`. */
  name: AugmentationNameSchema,
  title: z.string(),
  /** When it helps, or when it harms, in a line. */
  why: z.string(),
  group: z.enum(["geometry", "colour", "degradation", "occlusion", "mixing"]),
  parameter: AugmentationParameterSchema,
});
export type AugmentationOperation = z.infer<typeof AugmentationOperationSchema>;

export const AugmentationCatalogSchema = z.object({
  /** In the order in which they act. */
  operations: z.array(AugmentationOperationSchema),
  policies: z.array(
    z.object({ name: z.string(), title: z.string(), why: z.string() }),
  ),
  presets: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      why: z.string(),
      augmentation: AugmentationSchema,
    }),
  ),
});
export type AugmentationCatalog = z.infer<typeof AugmentationCatalogSchema>;

const OnePicture = z.object({
  imageId: z.number().int(),
  augmentation: AugmentationSchema,
  inputSize: z.number().int().min(8).max(1024),
  ...ResizeSchema.shape,
});

export const augmentationContract = {
  catalog: procedure.input(EmptySchema).output(AugmentationCatalogSchema),
  /** A picture at both ends of each operation that is on, as data URLs. */
  ends: procedure.input(OnePicture).output(
    z.array(
      z.object({
        name: AugmentationNameSchema,
        low: z.string(),
        high: z.string(),
      }),
    ),
  ),
  /** How fast pictures are augmented and made ready for the network here, measured now. */
  cost: procedure.input(OnePicture).output(
    z.object({
      /** By one thread. */
      imagesPerSecond: z.number(),
      /** That training would use. */
      threads: z.number().int(),
    }),
  ),
};
