import { readFileSync } from "node:fs";

import { z } from "zod";

import { assetsFolder } from "#engine/base/assets-folder.ts";
import { StudioError } from "#engine/base/errors.ts";

const HashSchema = z.discriminatedUnion("algorithm", [
  z.object({
    algorithm: z.literal("md5"),
    value: z.string().regex(/^[0-9a-f]{32}$/),
  }),
  z.object({
    algorithm: z.literal("sha256"),
    value: z.string().regex(/^[0-9a-f]{64}$/),
  }),
]);

const FileSchema = z.object({
  url: z.url({ protocol: /^https$/ }),
  /** As the publisher states it; null where it states none. */
  hash: HashSchema.nullable(),
});

const WeightsSchema = z.object({
  width: z.number().positive(),
  /** Pixels of the square input's side that it was trained on. */
  inputSize: z.number().int().positive(),
  /** Shares of ImageNet's validation pictures; null where no source states them. */
  accuracy: z
    .object({
      top1: z.number().min(0).max(1),
      top5: z.number().min(0).max(1).nullable(),
      source: z.url(),
    })
    .nullable(),
  /** Without the classifier: what transfer learning needs. */
  body: FileSchema,
  /** With the classifier of 1,000 classes. */
  whole: FileSchema,
  /** What the body answers to the drawn picture of `weights-check`: means over the first channels of the feature picture. */
  knownAnswer: z.array(z.number()).min(4).optional(),
});

/** `assets/weights.json`: where the weights of pretrained networks are published, with their terms and figures. */
export const WeightsManifestSchema = z.object({
  format: z.literal("convolve-weights"),
  formatVersion: z.literal(1),
  trainedOn: z.string(),
  /** By the id of the architecture in the model catalog. */
  networks: z.record(
    z.string(),
    z.object({
      /** Function of keras.applications whose files these are. */
      kerasApplication: z.string(),
      /** Of the weights; SPDX. */
      licence: z.string(),
      licenceSource: z.url(),
      paper: z.url(),
      /** The first is offered first. */
      weights: z.array(WeightsSchema).min(1),
    }),
  ),
});

export type WeightsPart = "body" | "whole";

/** One published set of weights: a network at one width and size. */
export interface PublishedWeights extends z.infer<typeof WeightsSchema> {
  /** Id of the architecture in the model catalog. */
  readonly model: string;
  /** `mobilenet-v2-0.35-96`, or the model's id where there is only one set: what a person names it by. */
  readonly id: string;
  readonly kerasApplication: string;
  readonly licence: string;
  readonly paper: string;
  readonly trainedOn: string;
}

let published: readonly PublishedWeights[] | undefined;

/** Every set of weights that is published, in the order of the manifest. */
export function publishedWeights(): readonly PublishedWeights[] {
  if (published) return published;
  const text = readFileSync(assetsFolder("weights.json"), "utf8");
  const manifest = WeightsManifestSchema.parse(JSON.parse(text));
  const { networks, trainedOn } = manifest;
  published = Object.entries(networks).flatMap(([model, network]) => {
    const { kerasApplication, licence, paper, weights } = network;
    return weights.map((entry) => ({
      ...entry,
      model,
      id:
        weights.length === 1
          ? model
          : `${model}-${entry.width}-${entry.inputSize}`,
      kerasApplication,
      licence,
      paper,
      trainedOn,
    }));
  });
  return published;
}

/** Whether weights are published for an architecture of the catalog. */
export function isPretrained(model: string): boolean {
  return publishedWeights().some((entry) => entry.model === model);
}

/** What is wanted of an architecture's weights; left out: as those that are offered first. */
export interface WeightsWish {
  readonly width?: number | undefined;
  readonly inputSize?: number | undefined;
}

/**
 * The published weights of a model of the wished width, because another does not fit, in the order in which they suit a network:
 * the nearest input size first, the larger where two are as near. A body of convolutions takes any size.
 */
export function rankedWeights(
  model: string,
  wish: WeightsWish = {},
): readonly PublishedWeights[] {
  const own = publishedWeights().filter((entry) => entry.model === model);
  const width = wish.width ?? own[0]?.width;
  const size = wish.inputSize ?? own[0]?.inputSize ?? 224;
  return own
    .filter((entry) => entry.width === width)
    .toSorted(
      (left, right) =>
        Math.abs(left.inputSize - size) - Math.abs(right.inputSize - size) ||
        right.inputSize - left.inputSize,
    );
}

/**
 * The published weights that suit a network best.
 * @throws StudioError `models/no-published-weights` with the widths there are
 */
export function nearestWeights(
  model: string,
  wish: WeightsWish = {},
): PublishedWeights {
  const [best] = rankedWeights(model, wish);
  if (best) return best;
  const own = publishedWeights().filter((entry) => entry.model === model);
  const widths = [...new Set(own.map((entry) => entry.width))].toSorted();
  throw new StudioError(
    "models/no-published-weights",
    widths.length === 0
      ? `No weights are published for "${model}". Train it from scratch, or choose a pretrained model.`
      : `No weights of width ${wish.width} are published for "${model}". Published widths are ${widths.join(", ")}; use one of these, or train from scratch.`,
  );
}

/** The set of weights that a person names: by its id, or by its model for the one that is offered first. @throws StudioError `models/unknown-weights` */
export function weightsById(id: string): PublishedWeights {
  const sets = publishedWeights();
  const found =
    sets.find((entry) => entry.id === id) ??
    sets.find((entry) => entry.model === id);
  if (found) return found;
  throw new StudioError(
    "models/unknown-weights",
    `There are no published weights "${id}". "convolve weights list" shows what there is, such as ${sets
      .slice(0, 3)
      .map((entry) => entry.id)
      .join(", ")}.`,
  );
}

/** Name of a file in the cache and of the publisher's. */
export function fileNameOf(
  weights: PublishedWeights,
  part: WeightsPart,
): string {
  return new URL(weights[part].url).pathname.split("/").at(-1) ?? weights.id;
}
