import { z } from "zod";

const ColourValueSchema = z.number().int().min(0).max(255);

export const PaddingSchema = z.object({
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
