import { readFile } from "node:fs/promises";

import type { z } from "zod";

import type { PredictionSchema } from "#api/results.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import { mostProbable } from "#engine/evaluation/scored-labels.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import type { RunConfig } from "#engine/training/run-files.ts";
import type { TrainedClassifier } from "./trained-classifier.ts";

export type Prediction = z.infer<typeof PredictionSchema>;

/** A picture file by its place, and what to call it. */
export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** Answers that are listed for a picture. */
export const LISTED_ANSWERS = 10;

/**
 * Classifies a picture file; one that cannot be read gives a prediction with an error, so that it stops no other.
 * @param answers classes in the answer at most, best first
 */
export async function classifyFile(
  classifier: TrainedClassifier,
  { name, path }: NamedFile,
  answers: number = LISTED_ANSWERS,
): Promise<Prediction> {
  const started = performance.now();
  const { config } = classifier.run;
  try {
    const input = await readInput(path, config.preprocessing);
    const { data } = await classifier.classify(input);
    return {
      name,
      top: rankClasses(config, data).slice(0, answers),
      milliseconds: performance.now() - started,
      error: null,
    };
  } catch (error) {
    return {
      name,
      top: [],
      milliseconds: performance.now() - started,
      error: describeError(error),
    };
  }
}

/** A picture file as the network's input. @returns [1, height, width, channels] */
export async function readInput(
  path: string,
  preprocessing: Preprocessing,
): Promise<Tensor> {
  const pixels = await readPixels(path, preprocessing);
  return normalisePictures([pixels], preprocessing);
}

/** A picture file as the network sees it, before normalisation. @returns RGB8, [height, width, 3] */
export async function readPixels(
  path: string,
  preprocessing: Preprocessing,
): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new StudioError(
      "image/not-found",
      `The file ${path} cannot be read. Check the path.`,
      { cause },
    );
  });
  return preparePicture(bytes, preprocessing);
}

/** Every class with its probability, best first. */
export function rankClasses(
  config: Pick<RunConfig, "classes">,
  probabilities: Float32Array,
): Prediction["top"] {
  return mostProbable(probabilities, probabilities.length).map((index) => ({
    classId: config.classes[index]!.id,
    name: config.classes[index]!.name,
    probability: probabilities[index]!,
  }));
}
