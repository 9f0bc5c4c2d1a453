import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { createRandom, shuffled } from "#engine/base/random.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { Sample } from "#engine/training/training-set.ts";
import { trainAndTest } from "./train-and-test.ts";

/**
 * A residual network on CIFAR-10 for as long as the epochs take, with the recipe of He et al. 2016, section 4.2 (shifts and flips), under
 * one cosine: the curve to lay beside that of cifar.py, which does the same in PyTorch. Takes half an hour for six epochs on two cores.
 * Run: node test/bench/cifar.ts FOLDER [--model resnet-cifar-20] [--epochs 6] [--rate 0.1] [--threads 2]
 * FOLDER has train/ and test/ with a folder of pictures for each class.
 */
const VALIDATION_SHARE = 0.04;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: "string", default: "resnet-cifar-20" },
    epochs: { type: "string", default: "6" },
    rate: { type: "string", default: "0.1" },
    threads: { type: "string" },
  },
});
const folder = positionals[0];
if (folder === undefined)
  throw new Error("Give the folder with train/ and test/.");
const preprocessing = standardPreprocessing(32, "imagenet-standardized");
const classes = (await readdir(join(folder, "train"))).toSorted();
const pixels: Uint8Array[] = [];
const train = await readSide("train");
const test = await readSide("test");
const mixed = shuffled(train, createRandom(0));
const held = Math.round(mixed.length * VALIDATION_SHARE);
const result = await trainAndTest(
  options.model,
  {
    classes,
    train: mixed.slice(held),
    validation: mixed.slice(0, held),
    test,
    pixels,
    preprocessing,
  },
  {
    epochs: Number(options.epochs),
    batchSize: 128,
    optimizer: "sgd",
    learningRate: Number(options.rate),
    weightDecay: 0.0001,
    earlyStopping: 0,
    augmentation: {
      ...AUGMENTATION_PRESETS.none,
      horizontalFlip: true,
      shift: 0.125,
      fill: "mirror",
    },
  },
  options.threads === undefined ? undefined : Number(options.threads),
  (metrics) => console.error(JSON.stringify(metrics)),
);
console.log(JSON.stringify(result));

async function readSide(side: "train" | "test"): Promise<Sample[]> {
  const pool = createDecodePool();
  try {
    const perClass = await Promise.all(
      classes.map((name, label) => readClass(pool, side, name, label)),
    );
    return perClass.flat();
  } finally {
    await pool.close();
  }
}

async function readClass(
  pool: ReturnType<typeof createDecodePool>,
  side: string,
  name: string,
  label: number,
): Promise<Sample[]> {
  const directory = join(folder as string, side, name);
  const samples: Sample[] = [];
  for (const file of (await readdir(directory)).toSorted()) {
    const path = join(directory, file);
    const bytes = await readFile(path);
    const picture = await pool.prepare({ path }, preprocessing);
    const imageId = pixels.push(picture) - 1;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    samples.push({ imageId, sha256, label });
  }
  return samples;
}
