import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { Recipe } from "#api/recipe.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { openBatchReader } from "#engine/datasets/batches.ts";
import { openPixelCache } from "#engine/datasets/pixel-cache.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { loadBuiltInBackbone } from "#engine/models/backbones/built-in.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { defaultRecipe } from "#engine/training/recipe-defaults.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import type { Sample, TrainingSet } from "#engine/training/training-set.ts";
import type { BenchPictures, LabelledFile } from "./bench-pictures.ts";

/** What is told after each epoch; the benchmark's own clock runs meanwhile. */
export interface TransferEpoch {
  readonly phase: string;
  readonly epoch: number;
  /** On the validation pictures, 0 to 1. */
  readonly accuracy: number;
}

export interface TransferRequest {
  /** File with the lists of pictures. */
  readonly pictures: string;
  /** A model file, or null for the backbone that comes with the program. */
  readonly backbone: string | null;
  /** An empty folder for the project. */
  readonly folder: string;
  readonly seed: number;
}

export function openBackbone(path: string | null): Promise<Backbone> {
  return path === null ? loadBuiltInBackbone() : loadBackbone(path);
}

/**
 * The studio's default recipe from files to the trained classifier: pictures decoded once, features of the frozen network cached, a head
 * trained on them. Nothing is there before.
 */
export async function runTransfer(
  { pictures: list, backbone: path, folder, seed }: TransferRequest,
  executor: Executor,
  tell: (epoch: TransferEpoch) => void,
): Promise<void> {
  const { classes, train, validation } = JSON.parse(
    await readFile(list, "utf8"),
  ) as BenchPictures;
  const { id, title, graph, weights, preprocessing } = await openBackbone(path);
  const sides = {
    train: await hash(train),
    validation: await hash(validation),
  };
  const set: TrainingSet = {
    classes: classes.map((name, position) => ({ id: position, name })),
    train: sides.train.map(({ sample }) => sample),
    validation: sides.validation.map(({ sample }) => sample),
    test: [],
  };
  const recipe: Recipe = {
    ...defaultRecipe({
      model: id,
      method: "transfer",
      inputSize: preprocessing.width,
      trainImages: set.train.length,
    }),
    seed,
  };
  const cache = openPixelCache(folder, preprocessing);
  await cache.ensure([...sides.train, ...sides.validation]);
  cache.close();
  const reader = openBatchReader({
    projectDirectory: folder,
    preprocessing,
    augmentation: recipe.augmentation,
    seed,
  });
  try {
    await trainNetwork({
      projectDirectory: folder,
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
      pictures: reader,
      executor,
      control: UNCONTROLLED,
      events: {
        onEpoch: ({ phase, epoch, validationAccuracy }) =>
          tell({ phase, epoch, accuracy: validationAccuracy ?? Number.NaN }),
      },
    });
  } finally {
    await reader.close();
  }
}

interface HashedFile {
  readonly sha256: string;
  readonly path: string;
  readonly sample: Sample;
}

async function hash(files: readonly LabelledFile[]): Promise<HashedFile[]> {
  const hashed: HashedFile[] = [];
  for (const [path, label] of files) {
    const bytes = await readFile(path);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const sample = { imageId: hashed.length + 1, sha256, label };
    hashed.push({ sha256, path, sample });
  }
  return hashed;
}
