import { describe, expect, it } from "vitest";

import { createTextEncoder } from "#engine/datasets/text/encode.ts";
import { countWords, vocabularyOf } from "#engine/datasets/text/vocabulary.ts";
import { wordsOf } from "#engine/datasets/text/words.ts";
import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";

const SPECIFICATION: TokenPreprocessing = {
  kind: "tokens",
  standardize: "lower_and_strip_punctuation",
  split: "whitespace",
  length: 4,
  keep: "start",
  vocabulary: ["", "[UNK]", "the", "cat"],
};

describe("wordsOf", () => {
  it.each([
    ["Don't stop!", ["dont", "stop"]],
    ["well,done\tand \n\r done", ["welldone", "and", "done"]],
    ["-- … ÜBER/unter", ["…", "überunter"]],
    ["a_b [UNK] 3.14 $5", ["ab", "unk", "314", "5"]],
    [" \n ", []],
  ])("splits %j", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe("vocabularyOf", () => {
  const counts = countWords(["b a b", "a c", "B?"]);

  it("has frequent words first, of equal ones the last in the alphabet, behind the reserved places", () => {
    expect(vocabularyOf(counts, 10)).toEqual(["", "[UNK]", "b", "a", "c"]);
    expect(vocabularyOf(countWords(["x y z"]), 10).slice(2)).toEqual([
      "z",
      "y",
      "x",
    ]);
  });

  it("keeps to its size", () => {
    expect(vocabularyOf(counts, 3)).toEqual(["", "[UNK]", "b"]);
  });

  it("counts texts that have a word once each, and leaves out what is no word", () => {
    expect(counts.words.get("b")).toEqual({ times: 3, texts: 2 });
    expect(countWords(["x".repeat(101)]).words.size).toBe(0);
  });
});

describe("createTextEncoder", () => {
  const rows = (changes: Partial<TokenPreprocessing>, ...texts: string[]) => {
    const encoder = createTextEncoder({ ...SPECIFICATION, ...changes });
    const { shape, data } = encoder.encode(texts);
    expect(shape).toEqual([texts.length, encoder.shape[0]]);
    return [...data];
  };

  it("numbers words, fills up with 0 and knows what it does not know", () => {
    expect(rows({}, "The cat", "a the")).toEqual([2, 3, 0, 0, 1, 2, 0, 0]);
  });

  it("does not take the name of the unknown, or nothing, for a word", () => {
    const encoder = createTextEncoder(SPECIFICATION);
    expect(encoder.indexOf("[UNK]")).toBe(1);
    expect(encoder.indexOf("")).toBe(1);
  });

  it("cuts a longer text at the end that is not kept", () => {
    const long = "cat the dog the cat";
    expect(rows({}, long)).toEqual([3, 2, 1, 2]);
    expect(rows({ keep: "end" }, long)).toEqual([2, 1, 2, 3]);
  });

  it("weighs words by how rare they are, to a row of length 1", () => {
    const encoder = createTextEncoder({
      kind: "word-weights",
      standardize: "lower_and_strip_punctuation",
      split: "whitespace",
      vocabulary: ["", "[UNK]", "the", "cat"],
      inverseDocumentFrequency: [0, 0, 1, 2],
    });
    const { data } = encoder.encode(["the the cat dog", "dog"]);
    expect(Array.from(data.slice(0, 4), (value) => value.toFixed(4))).toEqual([
      "0.0000",
      "0.0000",
      "0.7071",
      "0.7071",
    ]);
    expect(data.slice(4)).toEqual(new Float32Array(4));
  });
});
