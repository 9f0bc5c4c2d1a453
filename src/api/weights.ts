import { z } from "zod";

import { EmptySchema, JobReferenceSchema, procedure } from "./base.ts";

export const AccuracySchema = z.object({
  /** Share of ImageNet's validation pictures whose class comes first. */
  top1: z.number(),
  /** … whose class is among the first five; null where no source states it. */
  top5: z.number().nullable(),
});
export type Accuracy = z.infer<typeof AccuracySchema>;

/** `begun`: a download that was cut off or cancelled, and goes on from there. */
export const WeightsStateSchema = z.enum([
  "to-download",
  "begun",
  "downloading",
  "here",
]);

/** `body`: without the classifier, which is what transfer learning needs; `whole`: with that of ImageNet's 1,000 classes. */
export const WeightsPartSchema = z.enum(["body", "whole"]);

export const PublishedWeightsSchema = z.object({
  /** `mobilenet-v2-0.35-96` */
  id: z.string(),
  /** Id of the architecture. */
  model: z.string(),
  /** `MobileNetV2 0.35` */
  name: z.string(),
  width: z.number(),
  inputSize: z.number().int(),
  state: WeightsStateSchema,
  /** That fetches it; null while none does. */
  jobId: z.string().nullable(),
  /** The part that is here; null when none is. */
  part: WeightsPartSchema.nullable(),
  /** Of the file that is here, or of what has come of it; null when nothing has: the server says on the way. */
  bytes: z.number().nullable(),
  accuracy: AccuracySchema.nullable(),
  /** Where the accuracy is stated. */
  accuracySource: z.string().nullable(),
  licence: z.string(),
  paper: z.string(),
  /** Of the file without the classifier. */
  url: z.string(),
  /** Whether the publisher states a hash of it. */
  hasPublishedHash: z.boolean(),
  /** How the file that is here was checked. */
  checkedBy: z.enum(["published-hash", "shapes-and-answers"]).nullable(),
});
export type PublishedWeights = z.infer<typeof PublishedWeightsSchema>;

export const weightsContract = {
  /** Every set of weights that publishers offer. */
  list: procedure.input(EmptySchema).output(z.array(PublishedWeightsSchema)),
  /** By the id of a set, or of a model for the one that suits width and size best. */
  download: procedure
    .input(
      z.object({
        id: z.string(),
        width: z.number().optional(),
        inputSize: z.number().int().optional(),
        part: WeightsPartSchema.optional(),
      }),
    )
    .output(JobReferenceSchema),
  /** Takes a publisher's file that was fetched by other means; checked as a download is. */
  import: procedure
    .input(
      z.object({
        path: z.string().optional(),
        uploadId: z.string().optional(),
        /** The set that it is; default: told by its hash or name. */
        id: z.string().optional(),
      }),
    )
    .output(JobReferenceSchema),
  remove: procedure.input(z.object({ id: z.string() })).output(EmptySchema),
};
