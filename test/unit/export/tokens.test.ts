import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import { createTextEncoder } from "#engine/datasets/text/encode.ts";
import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";

interface Shipped {
  readonly createTokenizer: (
    spec: object,
    vocabulary: readonly string[],
  ) => (text: string) => Int32Array;
}

const FILE = resolve("assets", "export", "tokens.mjs");
const shipped = (await import(pathToFileURL(FILE).href)) as Shipped;

const VOCABULARY = ["", "[UNK]", "the", "cat", "dont", "[unk]", "été"];

describe("the tokens.mjs that ships", () => {
  it.each(["start", "end"] as const)(
    "reads texts as the app does, keeping the %s",
    (keep) => {
      const preprocessing: TokenPreprocessing = {
        kind: "tokens",
        standardize: "lower_and_strip_punctuation",
        split: "whitespace",
        length: 4,
        keep,
        vocabulary: VOCABULARY,
      };
      const tokenize = shipped.createTokenizer(
        { length: 4, keep, paddingIndex: 0, unknownIndex: 1 },
        VOCABULARY,
      );
      const encoder = createTextEncoder(preprocessing);
      for (const text of [
        "",
        " ... !",
        "The CAT, the cat; don't know the ÉTÉ",
        "[UNK] \ufeffcat\u00a0the\u3000x\u0085cat",
      ]) {
        expect(Array.from(tokenize(text))).toEqual(
          Array.from(encoder.encode([text]).data),
        );
      }
      expect(Array.from(tokenize("the cat sat"))).toEqual([2, 3, 1, 0]);
    },
  );
});
