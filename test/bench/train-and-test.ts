import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EpochMetrics } from "#api/training.ts";
import type { Recipe } from "#api/recipe.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { measureSplit } from "#engine/training/measure-split.ts";
import { defaultRecipe } from "#engine/training/recipe-defaults.ts";
import { readTrainedRun } from "#engine/training/run-files.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import type { Sample } from "#engine/training/training-set.ts";

export interface DecodedSet {
  readonly classes: readonly string[];
  readonly train: readonly Sample[];
  readonly validation: readonly Sample[];
  readonly test: readonly Sample[];
  /** As the network sees them before normalisation, RGB8 [height, width, 3], by image id. */
  readonly pixels: readonly Uint8Array[];
  readonly preprocessing: Preprocessing;
}

/**
 * Trains a network of the catalogue from scratch by the product's own loop on pictures held in memory, and measures its test error.
 * @param choices what differs from the default recipe
 * @param threads default: all cores
 */
export async function trainAndTest(
  model: string,
  set: DecodedSet,
  choices: Partial<Recipe>,
  threads: number | undefined,
  onEpoch: (metrics: EpochMetrics) => void,
) {
  const { preprocessing, pixels } = set;
  const entry = modelEntry(model);
  const size = preprocessing.width;
  const channels = preprocessing.channels === "gray" ? 1 : 3;
  const recipe: Recipe = {
    ...defaultRecipe({
      model,
      method: "scratch",
      inputSize: size,
      trainImages: set.train.length,
    }),
    ...choices,
  };
  const { seed, augmentation } = recipe;
  function version({ imageId, sha256 }: Sample, variant: number | null) {
    const plain = pixels[imageId] as Uint8Array;
    if (variant === null) return plain;
    const drawn = drawAugmentation(augmentation, seed, variant, sha256);
    return augmentPixels(plain, size, size, drawn, preprocessing.background);
  }
  const pictures = {
    read: async (samples: readonly Sample[], variant: number | null) =>
      normalisePictures(
        samples.map((sample) => version(sample, variant)),
        preprocessing,
      ),
  };
  const projectDirectory = await mkdtemp(join(tmpdir(), "convolve-bench-"));
  const executor = createOnnxExecutor();
  const graph = buildModel(model, {
    inputSize: size,
    classes: set.classes.length,
    channels,
  });
  const shared = threads === undefined ? {} : { threads };
  try {
    const { seconds, metrics } = await trainNetwork({
      projectDirectory,
      runId: "run",
      recipe,
      set: {
        ...set,
        classes: set.classes.map((name, id) => ({ id, name })),
      },
      start: {
        id: model,
        name: entry.title,
        method: "scratch",
        graph,
        weights: initializeWeights(graph, seed, { kernels: entry.kernels }),
        preprocessing,
      },
      pictures,
      executor,
      ...shared,
      control: UNCONTROLLED,
      events: { onEpoch },
    });
    const { weights } = await readTrainedRun(projectDirectory, "run");
    const test = await measureSplit({
      executor,
      graph,
      weights,
      read: (samples) => pictures.read(samples, null),
      samples: set.test,
      classCount: set.classes.length,
      control: UNCONTROLLED,
      ...shared,
    });
    return { model, testError: 1 - (test?.accuracy ?? 0), seconds, ...metrics };
  } finally {
    await rm(projectDirectory, { recursive: true, force: true });
  }
}
