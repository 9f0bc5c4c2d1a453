/** What is left out of words: the punctuation of ASCII, as in Keras's `lower_and_strip_punctuation`. */
const PUNCTUATION = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;
const WHITE_SPACE = /\s+/u;

/** The pieces of a text between white space, as they are written. */
export function piecesOf(text: string): string[] {
  return text.split(WHITE_SPACE).filter((piece) => piece !== "");
}

/** A piece as a word of the vocabulary; empty when it was punctuation only. */
export function wordOf(piece: string): string {
  return piece.toLowerCase().replaceAll(PUNCTUATION, "");
}

/** The words of a text, as `TokenPreprocessing` says. */
export function wordsOf(text: string): string[] {
  return piecesOf(text)
    .map(wordOf)
    .filter((word) => word !== "");
}
