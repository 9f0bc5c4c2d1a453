import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { resizePixels } from "#engine/imaging/prepare.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { measureSplit } from "#engine/training/measure-split.ts";
import { defaultRecipe } from "#engine/training/recipe-defaults.ts";
import { readTrainedRun } from "#engine/training/run-files.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import type { Sample } from "#engine/training/training-set.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/**
 * LeNet-5 on MNIST with the default recipe: the test error after 5 epochs should be at most 1.5 %. Takes minutes.
 * Run: node test/bench/lenet-5-mnist.ts [seed]
 */
const EPOCHS = 5;
const VALIDATION = 6000;
const SOURCE = 28;

if (!hasTestData("datasets/mnist-idx")) process.exit(0);
const seed = Number(process.argv[2] ?? 0);
const entry = modelEntry("lenet-5");
const preprocessing = standardPreprocessing(32, entry.inputRange, {
  channels: "gray",
});
const train = readSide("train", 0);
const test = readSide("t10k", 60_000);
const pixels = [...train.pixels, ...test.pixels];
const set = {
  classes: Array.from({ length: 10 }, (_, id) => ({ id, name: String(id) })),
  train: train.samples.slice(VALIDATION),
  validation: train.samples.slice(0, VALIDATION),
  test: test.samples,
};
const pictures = {
  read: async (samples: readonly Sample[]) =>
    normalisePictures(
      samples.map(({ imageId }) => pixels[imageId] as Uint8Array),
      preprocessing,
    ),
};
const executor = createOnnxExecutor();
const projectDirectory = await mkdtemp(join(tmpdir(), "convolve-mnist-"));
const graph = buildModel("lenet-5", { inputSize: 32, classes: 10 });
try {
  const result = await trainNetwork({
    projectDirectory,
    runId: "run",
    recipe: {
      ...defaultRecipe({
        model: "lenet-5",
        method: "scratch",
        inputSize: 32,
        trainImages: set.train.length,
      }),
      epochs: EPOCHS,
      seed,
    },
    set,
    start: {
      id: "lenet-5",
      name: entry.title,
      method: "scratch",
      graph,
      weights: initializeWeights(graph, seed, { kernels: entry.kernels }),
      preprocessing,
    },
    pictures,
    executor,
    control: UNCONTROLLED,
    events: { onEpoch: (metrics) => console.error(JSON.stringify(metrics)) },
  });
  const { weights } = await readTrainedRun(projectDirectory, "run");
  const metrics = await measureSplit({
    executor,
    graph,
    weights,
    read: pictures.read,
    samples: set.test,
    classCount: 10,
    control: UNCONTROLLED,
  });
  console.log(
    JSON.stringify({
      testError: 1 - (metrics?.accuracy ?? 0),
      seconds: result.seconds,
      ...result.metrics,
    }),
  );
} finally {
  await rm(projectDirectory, { recursive: true, force: true });
}

/** @returns pictures as the network sees them before normalisation, RGB8, and their labels */
function readSide(name: "train" | "t10k", firstId: number) {
  const read = (file: string) =>
    gunzipSync(readFileSync(testDataPath("datasets/mnist-idx", file)));
  const images = read(`${name}-images-idx3-ubyte.gz`).subarray(16);
  const labels = read(`${name}-labels-idx1-ubyte.gz`).subarray(8);
  const prepared: Uint8Array[] = [];
  const samples = Array.from(labels, (label, index): Sample => {
    const grey = images.subarray(
      index * SOURCE ** 2,
      (index + 1) * SOURCE ** 2,
    );
    const rgb = Uint8Array.from(
      { length: grey.length * 3 },
      (_, i) => grey[Math.floor(i / 3)] as number,
    );
    prepared.push(resizePixels(rgb, SOURCE, SOURCE, preprocessing));
    const sha256 = createHash("sha256").update(grey).digest("hex");
    return { imageId: firstId + index, sha256, label };
  });
  return { samples, pixels: prepared };
}
