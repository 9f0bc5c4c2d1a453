import type { Preprocessing } from "./preprocessing.ts";

/**
 * How a text becomes the whole numbers that a network of sequences sees: a part of every such model, carried by every export.
 * The order is fixed: the text is split where there is white space, each piece is put into lower case and loses the characters
 * !"#$%&()*+,-./:;<=>?@[\]^_`{|}~' and what is left of it, unless nothing is, is a word; each word becomes its place in the
 * vocabulary, and the row is cut or filled up with 0 to `length`. This is Keras's TextVectorization with its standardization
 * `lower_and_strip_punctuation`, its split `whitespace` and `output_sequence_length`, but that Keras puts only the letters A to Z into
 * lower case and splits at the white space of ASCII only.
 */
export interface TokenPreprocessing {
  readonly kind: "tokens";
  readonly standardize: "lower_and_strip_punctuation";
  readonly split: "whitespace";
  /** Words of a text that the network sees. */
  readonly length: number;
  /** Which end of a longer text is seen. A shorter one is filled up behind its last word. */
  readonly keep: "start" | "end";
  /** Word of each number; 0 is `""`, what rows are filled up with, and 1 is `[UNK]`, any word that is not listed. */
  readonly vocabulary: readonly string[];
}

/** How a text becomes weights of words, without their order: term frequency times inverse document frequency, of length 1. */
export interface WordWeightPreprocessing {
  readonly kind: "word-weights";
  readonly standardize: "lower_and_strip_punctuation";
  readonly split: "whitespace";
  readonly vocabulary: readonly string[];
  /** ln((1 + texts) / (1 + texts with the word)) + 1, for each word of the vocabulary. */
  readonly inverseDocumentFrequency: readonly number[];
}

export type TextPreprocessing = TokenPreprocessing | WordWeightPreprocessing;

/** From an item of a data set to the input of a network. */
export type InputPreprocessing = Preprocessing | TextPreprocessing;

/** Number of what a row is filled up with, and of any word that the vocabulary does not have; as in Keras. */
export const PADDING_INDEX = 0;
export const UNKNOWN_INDEX = 1;

export function isOfTexts(
  preprocessing: InputPreprocessing,
): preprocessing is TextPreprocessing {
  return "kind" in preprocessing;
}
