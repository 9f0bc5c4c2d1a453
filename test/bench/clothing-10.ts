import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Recipe } from "#api/training.ts";
import type { Split } from "#api/base.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { openBatchReader } from "#engine/datasets/batches.ts";
import { openPixelCache } from "#engine/datasets/pixel-cache.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { loadBuiltInBackbone } from "#engine/models/backbones/built-in.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { measureSplit } from "#engine/training/measure-split.ts";
import { defaultRecipe } from "#engine/training/recipe-defaults.ts";
import { readTrainedRun } from "#engine/training/run-files.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import type { Sample, TrainingSet } from "#engine/training/training-set.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/**
 * Test accuracy on clothing-10 (its own train, validation and test folders), mean of five seeds, and seconds from files to metrics:
 * the default recipe, without augmentation, with fine-tuning, with the built-in backbone and with random features.
 * Run: node test/bench/clothing-10.ts [name of one case]
 */
const SEEDS = [1, 2, 3, 4, 5];
const DATA = "datasets/clothing-10";
const TEACHABLE_MACHINE = "weights/teachable-machine/image-model.zip";

interface BenchCase {
  readonly backbone: () => Promise<Backbone>;
  readonly changes?: Partial<Recipe>;
}

const teachableMachine = () => loadBackbone(testDataPath(TEACHABLE_MACHINE));
const CASES: Readonly<Record<string, BenchCase>> = {
  default: { backbone: teachableMachine },
  plain: {
    backbone: teachableMachine,
    changes: { augmentation: AUGMENTATION_PRESETS.none, variants: 1 },
  },
  "fine-tuning": {
    backbone: teachableMachine,
    changes: { fineTuning: { blocks: 2, epochs: 10, learningRate: 0.00005 } },
  },
  "built-in": { backbone: () => loadBuiltInBackbone() },
  random: {
    backbone: async () => {
      const backbone = await loadBuiltInBackbone();
      const kernels = "he-normal";
      const weights = initializeWeights(backbone.graph, 1, { kernels });
      return { ...backbone, weights };
    },
  },
};

if (!hasTestData(DATA) || !hasTestData(TEACHABLE_MACHINE)) process.exit(0);
const wanted = process.argv[2];
for (const [name, bench] of Object.entries(CASES)) {
  if (wanted !== undefined && wanted !== name) continue;
  const runs = [];
  for (const seed of SEEDS) runs.push(await measure(bench, seed));
  console.log(
    JSON.stringify({
      case: name,
      testAccuracy: mean(runs.map((run) => run.testAccuracy)),
      validationLoss: mean(runs.map((run) => run.validationLoss)),
      seconds: mean(runs.map((run) => run.seconds)),
      each: runs.map((run) => run.testAccuracy),
    }),
  );
}

/** One run in a project of its own, so that nothing is cached. */
async function measure({ backbone, changes }: BenchCase, seed: number) {
  const projectDirectory = await mkdtemp(join(tmpdir(), "convolve-clothing-"));
  const began = performance.now();
  const { set, paths } = readFolders();
  const { id, title, graph, weights, preprocessing } = await backbone();
  const recipe = {
    ...defaultRecipe({
      model: id,
      method: "transfer",
      inputSize: preprocessing.width,
      trainImages: set.train.length,
    }),
    ...changes,
    seed,
  };
  const cache = openPixelCache(projectDirectory, preprocessing);
  await cache.ensure([...paths].map(([sha256, path]) => ({ sha256, path })));
  cache.close();
  const { augmentation } = recipe;
  const pictures = openBatchReader({
    projectDirectory,
    preprocessing,
    augmentation,
    seed,
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
  const root = testDataPath(DATA);
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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
