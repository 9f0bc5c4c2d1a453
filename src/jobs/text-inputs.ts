import { createTextEncoder } from "#engine/datasets/text/encode.ts";
import { countWords, vocabularyOf } from "#engine/datasets/text/vocabulary.ts";
import type {
  TextPreprocessing,
  WordWeightPreprocessing,
} from "#engine/graph/text-preprocessing.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { PictureReader } from "#engine/training/picture-reader.ts";
import type { StartingNetwork } from "#engine/training/starting-network.ts";
import type { Sample } from "#engine/training/training-set.ts";
import type { VocabularySource } from "./chosen-model.ts";

/** Numbers that are kept so that a text is split into words once; more are made anew each time. */
const KEPT_NUMBERS = 32e6;

/** Texts of the index as the input of a network. */
export function openTextInputs(
  reader: IndexReader,
  preprocessing: TextPreprocessing,
): PictureReader {
  const encoder = createTextEncoder(preprocessing);
  const [size] = encoder.shape;
  const kept = new Map<number, Float32Array>();
  return {
    read(samples) {
      const missing = [
        ...new Set(samples.map(({ imageId }) => imageId)),
      ].filter((id) => !kept.has(id));
      const texts = reader.texts(missing).map((text) => text ?? "");
      const { data } = encoder.encode(texts);
      const fresh = new Map(
        missing.map((id, row) => [
          id,
          data.subarray(row * size, (row + 1) * size),
        ]),
      );
      const result = new Float32Array(samples.length * size);
      samples.forEach(({ imageId }, row) => {
        const numbers = kept.get(imageId) ?? fresh.get(imageId);
        if (numbers) result.set(numbers, row * size);
      });
      for (const [id, numbers] of fresh) {
        if (kept.size * size < KEPT_NUMBERS) kept.set(id, numbers.slice());
      }
      return Promise.resolve({ shape: [samples.length, size], data: result });
    },
  };
}

/** The vocabulary of some samples' texts. */
export function vocabularyOfSamples(
  reader: IndexReader,
  samples: readonly Sample[],
): VocabularySource {
  return (size) => vocabularyOf(countWords(textsOf(reader, samples)), size);
}

/** Words that the instant baseline of texts looks at. */
const WEIGHED_WORDS = 1000;

/**
 * A network without weights, whose features of a text are how often it has each of the most frequent words, weighed by how rare the word
 * is: what a plain head makes a classifier of, as it does of a pretrained network's features of a picture.
 */
export function wordWeightsStart(
  reader: IndexReader,
  samples: readonly Sample[],
): StartingNetwork {
  const counts = countWords(textsOf(reader, samples));
  const vocabulary = vocabularyOf(counts, WEIGHED_WORDS);
  const preprocessing: WordWeightPreprocessing = {
    kind: "word-weights",
    standardize: "lower_and_strip_punctuation",
    split: "whitespace",
    vocabulary,
    inverseDocumentFrequency: vocabulary.map((word) => {
      const texts = counts.words.get(word)?.texts ?? 0;
      return Math.log((1 + counts.texts) / (1 + texts)) + 1;
    }),
  };
  const layer = {
    name: "features",
    op: "activation",
    inputs: ["word_weights"],
    attributes: { activation: "linear" },
  } as const;
  return {
    id: "word-weights",
    name: "Weighed words",
    method: "transfer",
    graph: {
      name: "word-weights",
      input: { name: "word_weights", shape: [vocabulary.length] },
      layers: [layer],
      output: layer.name,
    },
    weights: new Map(),
    preprocessing,
  };
}

/** A few at a time, so that memory stays small. */
const TEXTS_AT_ONCE = 500;

function* textsOf(
  reader: IndexReader,
  samples: readonly Sample[],
): Generator<string> {
  for (let start = 0; start < samples.length; start += TEXTS_AT_ONCE) {
    const ids = samples
      .slice(start, start + TEXTS_AT_ONCE)
      .map(({ imageId }) => imageId);
    for (const text of reader.texts(ids)) yield text ?? "";
  }
}
