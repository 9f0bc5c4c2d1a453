import { z } from "zod";

import { EmptySchema, procedure } from "./base.ts";

/** One layer of a network that a person designs; whether its attributes suit its op is checked when the design is read. */
export const DesignLayerSchema = z.object({
  name: z.string().min(1).max(100),
  op: z.string(),
  attributes: z.record(z.string(), z.unknown()),
  /** Names of the layers that feed it; absent: the layer before it. */
  inputs: z.array(z.string()).min(1).optional(),
});

/** A network as a person designs it: the content of a design file. */
export const DesignSchema = z.object({
  format: z.literal("convolve-design"),
  formatVersion: z.literal(1),
  name: z.string().trim().min(1).max(80),
  input: z.object({
    name: z.string().min(1),
    /** [height, width, channels], [length] or [length, channels]. */
    shape: z.array(z.number().int().min(1).max(1_000_000)).min(1).max(3),
  }),
  layers: z.array(DesignLayerSchema).max(2000),
});
export type DesignDocument = z.infer<typeof DesignSchema>;

/** A design of the person's collection, under an id that can be trained as any model. */
export const SavedDesignSchema = z.object({
  id: z.string(),
  design: DesignSchema,
});
export type SavedDesign = z.infer<typeof SavedDesignSchema>;

export const DesignSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  inputShape: z.array(z.number().int()),
  layers: z.number().int(),
});

/** What was made of a foreign description of a network, and what of it was left out. */
export const TakenDesignSchema = z.object({
  design: DesignSchema,
  notes: z.array(z.string()),
});

/** Why Keras lines could not be read, and where. */
export const LineErrorSchema = z.object({
  /** From 1. */
  line: z.number().int(),
  /** From 1. */
  column: z.number().int(),
  message: z.string(),
});

const ShapeSchema = DesignSchema.shape.input.shape.shape;

export const designsContract = {
  list: procedure.input(EmptySchema).output(z.array(DesignSummarySchema)),
  get: procedure.input(z.object({ id: z.string() })).output(SavedDesignSchema),
  /** Under an id: in its place; without one: as a new design. */
  save: procedure
    .input(z.object({ id: z.string().optional(), design: DesignSchema }))
    .output(SavedDesignSchema),
  remove: procedure.input(z.object({ id: z.string() })).output(EmptySchema),
  /** From what `model.to_json()` of Keras 2 or 3 writes. */
  importKeras: procedure
    .input(z.object({ json: z.string().max(20_000_000) }))
    .output(TakenDesignSchema),
  /** As what `keras.models.model_from_json` of Keras 3 reads. */
  exportKeras: procedure
    .input(z.object({ design: DesignSchema }))
    .output(z.object({ json: z.string() })),
  /**
   * From lines of Python that add Keras layers. A mistake in them is part of the answer, since it is shown beside the lines while
   * they are typed.
   */
  fromLines: procedure
    .input(
      z.object({
        text: z.string().max(500_000),
        /** The input where the lines do not name one. */
        inputShape: ShapeSchema,
      }),
    )
    .output(
      z.discriminatedUnion("outcome", [
        TakenDesignSchema.extend({ outcome: z.literal("read") }),
        LineErrorSchema.extend({ outcome: z.literal("refused") }),
      ]),
    ),
};
