import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { tensor, type TensorMap } from "#engine/base/tensor.ts";
import { countWords, vocabularyOf } from "#engine/datasets/text/vocabulary.ts";
import { exportModel } from "#engine/export/export-model.ts";
import type { ExportRequest } from "#engine/export/export-types.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";
import { buildModel } from "#engine/models/catalog.ts";

const WORDS = ["garden", "rose", "kettle", "train", "wrench", "don't", "été"];

/** Each with another word most often, and with what tokenizers disagree about. */
const SAMPLES = Array.from({ length: 21 }, (_, at) => {
  const word = WORDS[at % WORDS.length]!;
  const strange = [
    `\ufeff${word.toUpperCase()}!`,
    `x\u0085${word}\u001f${word}`,
    `${word}\u00a0[UNK]\u3000${word}\u200b`,
    `ΟΔΟΣ İstanbul ... ${word}-${word}`,
    "\ud83d",
  ];
  const text = [strange[at % strange.length], ...Array(at).fill(word)];
  return { text: text.join(at % 2 === 0 ? " " : "\r\n"), name: `row ${at}` };
});

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-export-texts-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Random weights, large enough that different texts get clearly different answers. */
function livelyWeights(graph: LayerGraph): TensorMap {
  const weights = new Map(initializeWeights(graph, 7));
  for (const [name, { shape, data }] of weights) {
    const factor = name.endsWith("/embeddings") ? 30 : 2;
    weights.set(
      name,
      tensor(
        shape,
        data.map((value) => factor * value),
      ),
    );
  }
  return weights;
}

function request(
  model: string,
  keep: TokenPreprocessing["keep"],
): ExportRequest {
  const texts = SAMPLES.map(({ text }) => text);
  const vocabulary = vocabularyOf(countWords(texts), 20);
  const preprocessing: TokenPreprocessing = {
    kind: "tokens",
    standardize: "lower_and_strip_punctuation",
    split: "whitespace",
    length: 48,
    keep,
    vocabulary,
  };
  const graph = buildModel(model, {
    classes: 3,
    inputSize: 48,
    vocabulary: vocabulary.length,
  });
  return {
    graph,
    weights: livelyWeights(graph),
    preprocessing,
    labels: ["a", "b", "c"],
    name: "reader",
    formats: ["tfjs", "onnx"],
    outputDirectory: join(folder, model),
    samples: SAMPLES,
  };
}

describe("exportModel of a network that reads texts", () => {
  it.each([
    ["text-cnn-1d", "start"],
    ["text-cnn-kim", "end"],
  ] as const)(
    "writes %s (%s of the text) in both formats, and every reader gives the app's answers",
    async (model, keep) => {
      const asked = request(model, keep);
      const report = await exportModel(asked);
      const checks = report.formats.flatMap(({ parity }) => parity);
      expect(
        checks.filter(
          ({ passed, skipped }) => !passed && !/No Python/.test(skipped ?? ""),
        ),
      ).toEqual([]);
      expect(checks.map(({ runtime }) => runtime)).toEqual([
        "tfjs",
        "TensorFlow.js check.mjs",
        "onnxruntime",
        "ONNX check.mjs",
        "ONNX check.py",
      ]);
      const byScript = checks.find(({ runtime }) => /check.mjs/.test(runtime));
      expect(byScript).toMatchObject({ pictures: 20, sameTop1: 20 });
      const { samples } = await readJson<{
        samples: { file: string; original: string; probabilities: number[] }[];
      }>(model, "expected.json");
      expect(samples[1]).toMatchObject({
        file: "samples/text-02.txt",
        original: "row 1",
      });
      const answers = samples.map(({ probabilities }) =>
        probabilities[0]!.toFixed(1),
      );
      expect(new Set(answers).size).toBeGreaterThan(2);
      expect(await readJson(model, "preprocessing.json")).toEqual({
        kind: "tokens",
        standardize: "lower_and_strip_punctuation",
        split: "whitespace",
        length: 48,
        keep,
        paddingIndex: 0,
        unknownIndex: 1,
      });
      expect(await readJson(model, "vocabulary.json")).toEqual(
        (asked.preprocessing as TokenPreprocessing).vocabulary,
      );
    },
  );

  it("says so when there is no text to check with", async () => {
    const report = await exportModel({
      ...request("text-cnn-1d", "start"),
      outputDirectory: join(folder, "unchecked"),
      formats: ["onnx"],
      samples: [],
    });
    expect(report.formats[0]?.parity.map(({ skipped }) => skipped)).toEqual([
      expect.stringMatching(/no text/),
      expect.stringMatching(/no text/),
    ]);
  });
});

async function readJson<T>(model: string, file: string): Promise<T> {
  const path = join(folder, model, "onnx", file);
  return JSON.parse(await readFile(path, "utf8")) as T;
}
