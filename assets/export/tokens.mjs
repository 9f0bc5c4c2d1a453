// From a text to the numbers that the model reads, as preprocessing.json and vocabulary.json say; for browsers and Node.

/** Pieces between white space, in lower case, without the punctuation of ASCII. */
export function wordsOf(text) {
  return text
    .split(/\s+/u)
    .map((piece) =>
      piece
        .toLowerCase()
        .replaceAll(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g, ""),
    )
    .filter((word) => word !== "");
}

/**
 * spec: preprocessing.json; vocabulary: vocabulary.json, the word of each number
 * Returns text => spec.length numbers: 1 for a word that is not listed, 0 behind the last word.
 */
export function createTokenizer(spec, vocabulary) {
  const numbers = new Map(vocabulary.map((word, number) => [word, number]));
  numbers.delete(vocabulary[spec.paddingIndex]);
  numbers.delete(vocabulary[spec.unknownIndex]);
  return (text) => {
    const words = wordsOf(text);
    const seen =
      spec.keep === "start"
        ? words.slice(0, spec.length)
        : words.slice(-spec.length);
    const row = new Int32Array(spec.length).fill(spec.paddingIndex);
    row.set(seen.map((word) => numbers.get(word) ?? spec.unknownIndex));
    return row;
  };
}
