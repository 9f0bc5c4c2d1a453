import { readFile } from "node:fs/promises";

import type { z } from "zod";

import type { PredictionSchema } from "#api/results.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import { mostProbable } from "#engine/evaluation/scored-labels.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import { checkedText } from "#engine/datasets/text/decode-text.ts";
import {
  createTextEncoder,
  type TextEncoder,
} from "#engine/datasets/text/encode.ts";
import { readTextFile } from "#engine/datasets/text/text-content.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import {
  isOfTexts,
  type InputPreprocessing,
  type TextPreprocessing,
} from "#engine/graph/text-preprocessing.ts";
import type { RunConfig } from "#engine/training/run-files.ts";
import type { TrainedClassifier } from "./trained-classifier.ts";

export type Prediction = z.infer<typeof PredictionSchema>;

/** A picture or text file by its place, or a text itself, and what to call it. */
export type NamedItem =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly text: string };

/** Answers that are listed for an item. */
export const LISTED_ANSWERS = 10;

/**
 * Classifies a picture or text; one that cannot be read gives a prediction with an error, so that it stops no other.
 * @param answers classes in the answer at most, best first
 */
export async function classifyItem(
  classifier: TrainedClassifier,
  item: NamedItem,
  answers: number = LISTED_ANSWERS,
): Promise<Prediction> {
  const started = performance.now();
  const { name } = item;
  const { config } = classifier.run;
  try {
    const input = await readInput(item, config.preprocessing);
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

/** An item as the network's input. @returns [1, height, width, channels], of a text [1, words] */
async function readInput(
  item: NamedItem,
  preprocessing: InputPreprocessing,
): Promise<Tensor> {
  if (isOfTexts(preprocessing)) {
    return encoderOf(preprocessing).encode([await readText(item)]);
  }
  if ("text" in item) {
    throw new StudioError(
      "predict/not-of-texts",
      "Expected a picture, which is what this run looks at. Received: a text. Choose a run that was trained on texts.",
    );
  }
  const pixels = await readPixels(item.path, preprocessing);
  return normalisePictures([pixels], preprocessing);
}

/** The text of an item. @throws TextError `text/…` */
export async function readText(item: NamedItem): Promise<string> {
  return "text" in item
    ? checkedText(item.text)
    : (await readTextFile(item.path)).text;
}

const encoders = new WeakMap<TextPreprocessing, TextEncoder>();

function encoderOf(preprocessing: TextPreprocessing): TextEncoder {
  const known = encoders.get(preprocessing);
  if (known) return known;
  const encoder = createTextEncoder(preprocessing);
  encoders.set(preprocessing, encoder);
  return encoder;
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
