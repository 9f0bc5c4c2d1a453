import { z } from "zod";

import { EmptySchema, procedure } from "./base.ts";
import { ResizeSchema } from "./resize.ts";

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
