import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTextEncoder } from "#engine/datasets/text/encode.ts";
import { countWords, vocabularyOf } from "#engine/datasets/text/vocabulary.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { drawnWeights } from "#test/helpers/keras-golden.ts";

interface Golden {
  readonly texts: readonly string[];
  readonly length: number;
  readonly vocabulary: readonly string[];
  readonly numbers: readonly (readonly number[])[];
  readonly models: Readonly<
    Record<
      string,
      { parameters: number; probabilities: readonly (readonly number[])[] }
    >
  >;
}

const golden = JSON.parse(
  readFileSync(
    join(import.meta.dirname, "../../../golden/keras-texts.json"),
    "utf8",
  ),
) as Golden;
const encoder = createTextEncoder({
  kind: "tokens",
  standardize: "lower_and_strip_punctuation",
  split: "whitespace",
  length: golden.length,
  keep: "start",
  vocabulary: golden.vocabulary,
});

describe("texts as Keras's TextVectorization reads them", () => {
  it("have the same vocabulary, in the same order", () => {
    const counts = countWords(golden.texts);
    expect(vocabularyOf(counts, golden.vocabulary.length)).toEqual(
      golden.vocabulary,
    );
  });

  it("have the same numbers", () => {
    const { data } = encoder.encode(golden.texts);
    expect([...data]).toEqual(golden.numbers.flat());
  });
});

describe.each(Object.entries(golden.models))("%s", (id, expected) => {
  const graph = buildModel(id, {
    inputSize: golden.length,
    classes: 3,
    vocabulary: golden.vocabulary.length,
  });

  it("has Keras's number of parameters", () => {
    expect(countParameters(graph).total).toBe(expected.parameters);
  });

  it("answers as Keras's with the same weights", async () => {
    const weights = drawnWeights(graph);
    const forward = await createOnnxExecutor().createForward({
      graph,
      weights,
    });
    try {
      const values = await forward.run(encoder.encode(golden.texts));
      const { data } = values.get(graph.output)!;
      expected.probabilities.flat().forEach((value, at) => {
        expect(Math.abs(data[at]! - value)).toBeLessThan(1e-5);
      });
    } finally {
      await forward.dispose();
    }
  });
});
