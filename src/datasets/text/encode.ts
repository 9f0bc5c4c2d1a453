import type {
  TextPreprocessing,
  TokenPreprocessing,
  WordWeightPreprocessing,
} from "#engine/graph/text-preprocessing.ts";
import {
  PADDING_INDEX,
  UNKNOWN_INDEX,
} from "#engine/graph/text-preprocessing.ts";
import { tensor, type Tensor } from "#engine/base/tensor.ts";

import { RESERVED_WORDS } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** Texts as the input of a network. */
export interface TextEncoder {
  /** Of one text's row. */
  readonly shape: readonly [number];
  /** @returns [texts, …shape] */
  encode(texts: readonly string[]): Tensor;
  /** Place of a word in the vocabulary; 1 when it has none. */
  indexOf(word: string): number;
}

export function createTextEncoder(
  preprocessing: TextPreprocessing,
): TextEncoder {
  const places = new Map(
    preprocessing.vocabulary.map((word, index) => [word, index]),
  );
  for (const reserved of RESERVED_WORDS) places.delete(reserved);
  const indexOf = (word: string) => places.get(word) ?? UNKNOWN_INDEX;
  const size =
    preprocessing.kind === "tokens"
      ? preprocessing.length
      : preprocessing.vocabulary.length;
  return {
    shape: [size],
    indexOf,
    encode(texts) {
      const data = new Float32Array(texts.length * size);
      texts.forEach((text, row) => {
        const numbers = wordsOf(text).map(indexOf);
        const target = data.subarray(row * size, (row + 1) * size);
        if (preprocessing.kind === "tokens") {
          target.set(fitted(numbers, preprocessing));
        } else weigh(numbers, preprocessing, target);
      });
      return tensor([texts.length, size], data);
    },
  };
}

/** The part of a text's words that the network sees, filled up. */
export function fitted(
  numbers: readonly number[],
  { length, keep }: Pick<TokenPreprocessing, "length" | "keep">,
): number[] {
  const seen =
    keep === "start" ? numbers.slice(0, length) : numbers.slice(-length);
  const filling = Array.from(
    { length: length - seen.length },
    () => PADDING_INDEX,
  );
  return [...seen, ...filling];
}

/** Words that the vocabulary does not have weigh nothing. */
function weigh(
  numbers: readonly number[],
  { inverseDocumentFrequency }: WordWeightPreprocessing,
  target: Float32Array,
): void {
  for (const number of numbers) {
    if (number >= RESERVED_WORDS.length) {
      target[number] =
        (target[number] as number) +
        (inverseDocumentFrequency[number] as number);
    }
  }
  const norm = Math.hypot(...target);
  if (norm > 0) target.forEach((value, at) => (target[at] = value / norm));
}
