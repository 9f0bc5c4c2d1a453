import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";
import { UNKNOWN_INDEX } from "#engine/graph/text-preprocessing.ts";

import { createTextEncoder } from "./encode.ts";
import { piecesOf, wordOf } from "./words.ts";

/** A piece of a text as it is written, and what a network makes of it. */
export interface ShownWord {
  readonly text: string;
  /** Its number; null for punctuation, which the network does not see. */
  readonly index: number | null;
  readonly isKnown: boolean;
  /** Whether it is among the words that fit into the input. */
  readonly isSeen: boolean;
}

/** A text piece by piece as a network of this preprocessing reads it. */
export function showWords(
  text: string,
  preprocessing: TokenPreprocessing,
): ShownWord[] {
  const { length, keep } = preprocessing;
  const { indexOf } = createTextEncoder(preprocessing);
  const pieces = piecesOf(text).map((piece) => {
    const word = wordOf(piece);
    return { text: piece, index: word === "" ? null : indexOf(word) };
  });
  const count = pieces.filter(({ index }) => index !== null).length;
  const first = keep === "start" ? 0 : Math.max(0, count - length);
  let place = 0;
  return pieces.map((piece) => {
    const at = piece.index === null ? -1 : place++;
    return {
      ...piece,
      isKnown: piece.index !== UNKNOWN_INDEX,
      isSeen: at >= first && at < first + length,
    };
  });
}
