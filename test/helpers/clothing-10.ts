import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Split } from "#api/base.ts";
import type { Recipe } from "#api/recipe.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { openBatchReader } from "#engine/datasets/batches.ts";
import { openPixelCache } from "#engine/datasets/pixel-cache.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { measureSplit } from "#engine/training/measure-split.ts";
import { defaultRecipe } from "#engine/training/recipe-defaults.ts";
import { readTrainedRun } from "#engine/training/run-files.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import type { Sample, TrainingSet } from "#engine/training/training-set.ts";
import { testDataPath } from "./test-data.ts";

export const CLOTHING_10 = "datasets/clothing-10";
export const TEACHABLE_MACHINE = "weights/teachable-machine/image-model.zip";

/**
 * Trains on clothing-10 with its own train, validation and test folders, in a project of its own, so that nothing is cached.
 * @param changes to the default recipe
 */
export async function trainOnClothing10(
  backbone: Backbone,
  changes: Partial<Recipe>,
) {
  const projectDirectory = await mkdtemp(join(tmpdir(), "convolve-clothing-"));
  const began = performance.now();
  const { set, paths } = readFolders();
  const { id, title, graph, weights, preprocessing } = backbone;
  const recipe = {
    ...defaultRecipe({
      model: id,
      method: "transfer",
      inputSize: preprocessing.width,
      trainImages: set.train.length,
    }),
    ...changes,
  };
  const cache = openPixelCache(projectDirectory, preprocessing);
  await cache.ensure([...paths].map(([sha256, path]) => ({ sha256, path })));
  cache.close();
  const pictures = openBatchReader({
    projectDirectory,
    preprocessing,
    augmentation: recipe.augmentation,
    seed: recipe.seed,
  });
  const executor = createOnnxExecutor();
  const control = UNCONTROLLED;
  try {
    const { metrics } = await trainNetwork({
      projectDirectory,
      runId: "run",
      recipe,
      set,
      start: {
        id,
        name: title,
        method: "transfer",
        graph,
        weights,
        preprocessing,
      },
      pictures,
      executor,
      control,
      events: {},
    });
    const { config, weights: best } = await readTrainedRun(
      projectDirectory,
      "run",
    );
    const test = await measureSplit({
      executor,
      graph: config.graph,
      weights: best,
      read: (samples) => pictures.read(samples, null),
      samples: set.test,
      classCount: set.classes.length,
      control,
    });
    return {
      testAccuracy: test?.accuracy ?? Number.NaN,
      validationLoss: metrics.validation?.loss ?? Number.NaN,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await pictures.close();
    await rm(projectDirectory, { recursive: true, force: true });
  }
}

function readFolders(): { set: TrainingSet; paths: Map<string, string> } {
  const root = testDataPath(CLOTHING_10);
  const names = readdirSync(join(root, "train")).toSorted();
  const paths = new Map<string, string>();
  const side = (split: Split): Sample[] =>
    names.flatMap((name, label) =>
      readdirSync(join(root, split, name))
        .toSorted()
        .map((file) => {
          const path = join(root, split, name, file);
          const bytes = readFileSync(path);
          const sha256 = createHash("sha256").update(bytes).digest("hex");
          paths.set(sha256, path);
          return { imageId: paths.size, sha256, label };
        }),
    );
  const set = {
    classes: names.map((name, id) => ({ id, name })),
    train: side("train"),
    validation: side("validation"),
    test: side("test"),
  };
  return { set, paths };
}
