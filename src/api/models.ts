import { z } from "zod";

import { EmptySchema, procedure } from "./base.ts";
import { AccuracySchema, WeightsStateSchema } from "./weights.ts";

export const ParameterCountSchema = z.object({
  trainable: z.number().int(),
  total: z.number().int(),
});

export const LayerSummarySchema = z.object({
  name: z.string(),
  op: z.string(),
  inputs: z.array(z.string()),
  /** Without the batch. */
  outputShape: z.array(z.number().int()),
  parameters: ParameterCountSchema,
  multiplyAdds: z.number(),
  /** Pixels of the input that one value sees (one side), or null for vectors. */
  receptiveField: z.number().nullable(),
  attributes: z.record(z.string(), z.unknown()),
  /** The layer as a course tabulates it; null where a column does not apply. */
  row: z.object({
    /** Channels of a picture or sequence; units of a vector. */
    maps: z.number().int(),
    /** [height, width], as the next two; null for a vector. */
    size: z.array(z.number().int()).readonly().nullable(),
    kernel: z.array(z.number().int()).readonly().nullable(),
    stride: z.array(z.number().int()).readonly().nullable(),
    padding: z.string().nullable(),
    activation: z.string().nullable(),
  }),
});
export type LayerSummary = z.infer<typeof LayerSummarySchema>;

export const ModelSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  /**
   * `built-in` and `imported` come with weights; those of `pretrained` are published and are fetched first; `own` is the person's
   * design, and `classic` a network of papers and the course, both trained from scratch.
   */
  shelf: z.enum(["built-in", "pretrained", "imported", "own", "classic"]),
  description: z.string(),
  paper: z.string().nullable(),
  licence: z.string().nullable(),
  /** What a reader of the paper or the course should know: slips, variants, what was changed. */
  remarks: z.array(z.string()),
  /** Of the weights: what they were trained on, in a line. */
  weights: z.string().nullable(),
  /** On ImageNet, of the published weights at this width and the nearest size; null where there are none. */
  accuracy: AccuracySchema.nullable(),
  /** Whether the published weights are on this machine; null where there are none. */
  weightsState: WeightsStateSchema.nullable(),
  /** Of the file, as far as it is here; null while nothing is known. */
  weightsBytes: z.number().nullable(),
  /** Id of the published weights, to get them by. */
  weightsId: z.string().nullable(),
  parameters: ParameterCountSchema,
  multiplyAdds: z.number(),
  inputShape: z.array(z.number().int()),
  /** Least side in pixels that the architecture allows. */
  minimumSize: z.number().int(),
  /** Sizes offered; the first is the default. */
  sizes: z.array(z.number().int()),
  /** Width multipliers offered; empty where there is no choice. */
  widths: z.array(z.number()),
  /** Groups of layers from the top that can be fine-tuned, top first. */
  blocks: z.array(z.object({ name: z.string(), parameters: z.number() })),
  /** Volumes from the input to the answer, for a small picture: few, and shrinking in space. */
  outline: z.array(
    z.object({ side: z.number().int(), channels: z.number().int() }),
  ),
});
export type ModelSummary = z.infer<typeof ModelSummarySchema>;

/** How quick a model is here, at its own size and width. */
export const ModelSpeedSchema = z.object({
  id: z.string(),
  /** Pictures per second through the network; null where nothing is known of this machine. */
  forwardImagesPerSecond: z.number().nullable(),
  /** Pictures per second in training steps with every layer learning. */
  trainingImagesPerSecond: z.number().nullable(),
  /** Whether this very network was measured; otherwise the figures follow from its multiply-adds and the networks that were. */
  isMeasured: z.boolean(),
});
export type ModelSpeed = z.infer<typeof ModelSpeedSchema>;

export const ModelDetailSchema = ModelSummarySchema.extend({
  layers: z.array(LayerSummarySchema),
});
export type ModelDetail = z.infer<typeof ModelDetailSchema>;

export const ModelOptionsSchema = z.object({
  /** Side of the square input in pixels. */
  inputSize: z.number().int().min(8).max(1024).optional(),
  width: z.number().min(0.1).max(4).optional(),
  classes: z.number().int().min(1).max(10000).optional(),
});
export type ModelOptions = z.infer<typeof ModelOptionsSchema>;

export const modelsContract = {
  list: procedure.input(EmptySchema).output(z.array(ModelSummarySchema)),
  /** Of every model of the list, from what was measured of this machine before. */
  speeds: procedure.input(EmptySchema).output(z.array(ModelSpeedSchema)),
  get: procedure
    .input(ModelOptionsSchema.extend({ id: z.string() }))
    .output(ModelDetailSchema),
  /** Takes a model file or directory (Teachable Machine export …) as a backbone into the user's collection. */
  importWeights: procedure
    .input(
      z.object({
        path: z.string().optional(),
        uploadId: z.string().optional(),
      }),
    )
    .output(ModelSummarySchema),
  remove: procedure.input(z.object({ id: z.string() })).output(EmptySchema),
};
