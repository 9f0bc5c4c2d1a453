import { z } from "zod";

import { EmptySchema, JobReferenceSchema, procedure } from "./base.ts";

/** Typed arrays travel as base64 of their little-endian bytes: a million points are 16 MB and need no parsing of numbers. */
const BytesSchema = z.string();

/** `stale`: pictures (for the tray also labels) have changed since. */
const StateSchema = z.enum(["none", "running", "ready", "stale", "failed"]);

/** Where each picture lies on the map: pictures that look alike to the built-in network lie together. */
export const LabelMapSchema = z.object({
  status: StateSchema,
  /** Number of points. */
  count: z.number().int(),
  /** Points laid out by UMAP; the others were placed among their nearest neighbours. */
  laidOut: z.number().int(),
  /** Share of neighbours on the map that are neighbours in truth, 0 to 1 (Venna & Kaski 2001); null without a map. */
  trustworthiness: z.number().nullable(),
  /** Int32 × count. */
  imageIds: BytesSchema,
  /** Float32 × count, in −1 … 1. */
  x: BytesSchema,
  /** Float32 × count, in −1 … 1. */
  y: BytesSchema,
  /** Int32 × count, of the pictures as they are labelled now; −1 without a label. A picture that has left the data set is −2. */
  classIds: BytesSchema,
  /** Why there is none, or what a person should know of it; null when all is well. */
  message: z.string().nullable(),
});
export type LabelMap = z.infer<typeof LabelMapSchema>;

export const SimilarPictureSchema = z.object({
  imageId: z.number().int(),
  /** Cosine of the angle between their features, −1 to 1; the same picture has 1. */
  similarity: z.number(),
});
export type SimilarPicture = z.infer<typeof SimilarPictureSchema>;

/**
 * The tray of pictures without a label. Its rows come from `datasets.images` with the filter
 * `{ labelled: "no", ranking: "tray", runId: "tray" }`: the most instructive first, each with the label that the others suggest.
 */
export const TrayStateSchema = z.object({
  status: StateSchema,
  /** Pictures without a label now. */
  unlabelled: z.number().int(),
  /** Labelled pictures that the suggestions were learnt from; 0: the order is by variety alone and nothing is suggested. */
  learntFrom: z.number().int(),
  /** Labels given since the order was made. */
  labelledSince: z.number().int(),
  /** Why there is none, or why nothing is suggested; null when all is well. */
  message: z.string().nullable(),
});
export type TrayState = z.infer<typeof TrayStateSchema>;

export const AttributeSchema = z.object({
  name: z.string(),
  /** Number of different values. */
  values: z.number().int(),
});

export const AttributeValueSchema = z.object({
  value: z.string(),
  /** Pictures that have it. */
  count: z.number().int(),
});

const ClassName = z.string().min(1).max(200);

export const labelsContract = {
  map: procedure.input(EmptySchema).output(LabelMapSchema),
  /** Lays the map out anew. */
  startMap: procedure.input(EmptySchema).output(JobReferenceSchema),
  /** The included pictures that look most like this one to the built-in network, the most similar first; it is not among them. */
  similar: procedure
    .input(
      z.object({
        imageId: z.number().int(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ images: z.array(SimilarPictureSchema) })),
  tray: {
    state: procedure.input(EmptySchema).output(TrayStateSchema),
    /** Orders the unlabelled pictures anew, from the labels as they are. */
    start: procedure.input(EmptySchema).output(JobReferenceSchema),
    /** Gives every picture of the tray the label that is suggested with at least this confidence, as one step of undo. */
    accept: procedure
      .input(z.object({ confidence: z.number().min(0).max(1) }))
      .output(z.object({ labelled: z.number().int() })),
  },
  /** Every picture of `from` becomes `into`, and `from` is gone. */
  mergeClasses: procedure
    .input(z.object({ from: z.number().int(), into: z.number().int() }))
    .output(EmptySchema),
  /** These pictures become a class of their own. */
  splitClass: procedure
    .input(
      z.object({
        imageIds: z.array(z.number().int()).min(1),
        name: ClassName,
      }),
    )
    .output(z.object({ classId: z.number().int() })),
  /** Only a class without pictures. */
  removeClass: procedure
    .input(z.object({ classId: z.number().int() }))
    .output(EmptySchema),
  /** Extra columns that came with the pictures. */
  attributes: procedure
    .input(EmptySchema)
    .output(z.object({ attributes: z.array(AttributeSchema) })),
  /** The most frequent values of one. */
  attributeValues: procedure
    .input(
      z.object({
        name: z.string(),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ values: z.array(AttributeValueSchema) })),
};
