import { describe, expect, it } from "vitest";

import { tensor, type Tensor } from "#engine/base/tensor.ts";
import { wordImportance } from "#engine/explain/word-importance.ts";
import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";

const PREPROCESSING: TokenPreprocessing = {
  kind: "tokens",
  standardize: "lower_and_strip_punctuation",
  split: "whitespace",
  length: 3,
  keep: "start",
  vocabulary: ["", "[UNK]", "good", "bad"],
};

/** Sure of the first class by 0.2 for each "good" among the words that are seen, and less so for each "bad". */
function classify({ shape, data }: Tensor): Promise<Tensor> {
  const [rows = 0, length = 0] = shape;
  const probabilities = Array.from({ length: rows }, (_, row) => {
    const words = [...data.subarray(row * length, (row + 1) * length)];
    const count = (word: number) =>
      words.filter((other) => other === word).length;
    const first = 0.5 + 0.2 * count(2) - 0.1 * count(3);
    return [first, 1 - first];
  });
  return Promise.resolve(
    tensor([rows, 2], Float32Array.from(probabilities.flat())),
  );
}

describe("wordImportance", () => {
  it("is what the probability loses without the word", async () => {
    const { words, label, probabilities } = await wordImportance(
      "Good – bad, film",
      PREPROCESSING,
      classify,
    );
    expect(label).toBe(0);
    expect(probabilities[0]).toBeCloseTo(0.6);
    expect(words.map(({ text }) => text)).toEqual([
      "Good",
      "–",
      "bad,",
      "film",
    ]);
    expect(words[0]?.importance).toBeCloseTo(0.2);
    expect(words[2]?.importance).toBeCloseTo(-0.1);
    expect(words.map(({ isKnown }) => isKnown)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("lets the next word move up, and gives none to words that are not seen", async () => {
    const { words } = await wordImportance(
      "bad film here good ...",
      PREPROCESSING,
      classify,
    );
    // The answer is the second class. Without "bad", "good" comes into sight: 0.1 that spoke for it, and 0.2 against it.
    expect(words[0]?.importance).toBeCloseTo(0.3);
    expect(words[1]?.importance).toBeCloseTo(0.2);
    expect(words.slice(3).map(({ importance }) => importance)).toEqual([
      null,
      null,
    ]);
  });

  it("speaks of the class that is asked for", async () => {
    const { words, label } = await wordImportance(
      "good",
      PREPROCESSING,
      classify,
      1,
    );
    expect(label).toBe(1);
    expect(words[0]?.importance).toBeCloseTo(-0.2);
  });
});
