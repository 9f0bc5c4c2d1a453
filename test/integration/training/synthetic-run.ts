import { createHash } from "node:crypto";

import type { EpochMetrics } from "#api/training.ts";
import type { Recipe } from "#api/recipe.ts";
import { createRandom } from "#engine/base/random.ts";
import { sizeOf, tensor } from "#engine/base/tensor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import type { PictureReader } from "#engine/training/picture-reader.ts";
import type { StartingNetwork } from "#engine/training/starting-network.ts";
import type { Sample, TrainingSet } from "#engine/training/training-set.ts";

/** Three classes of 8×8 pictures (stripes across, stripes down, a blot) with noise, made in memory, and tiny networks for them. */
export const SIZE = 8;
const CLASSES = ["across", "blot", "down"];

export function syntheticSet(
  perClass = { train: 12, validation: 6, test: 6 },
): TrainingSet {
  let id = 0;
  const side = (count: number): Sample[] =>
    Array.from({ length: count * CLASSES.length }, (_, index) => {
      id++;
      const sha256 = createHash("sha256").update(`picture ${id}`).digest("hex");
      return { imageId: id, sha256, label: index % CLASSES.length };
    });
  return {
    classes: CLASSES.map((name, index) => ({ id: 10 + index, name })),
    train: side(perClass.train),
    validation: side(perClass.validation),
    test: side(perClass.test),
  };
}

/** Draws pictures from their hash; a variant is other noise. Counts what was asked for. */
export function syntheticPictures(): PictureReader & {
  readonly reads: Map<string, number>;
} {
  const reads = new Map<string, number>();
  return {
    reads,
    read: async (samples, variant) => {
      const key = variant === null ? "plain" : String(variant);
      reads.set(key, (reads.get(key) ?? 0) + samples.length);
      const shape = [samples.length, SIZE, SIZE, 3];
      const data = new Float32Array(sizeOf(shape));
      samples.forEach((sample, row) =>
        draw(sample, variant, data, row * SIZE * SIZE * 3),
      );
      return tensor(shape, data);
    },
  };
}

function draw(
  sample: Sample,
  variant: number | null,
  data: Float32Array,
  offset: number,
): void {
  const fixed = createRandom(sample.sha256);
  const phase = fixed.integer(3);
  const noise = createRandom(sample.sha256, variant ?? "plain");
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const stripe = (line: number) => ((line + phase) % 3 === 0 ? 1 : -1);
      const blot = Math.hypot(x - 2 - phase, y - 3) < 2.5 ? 1 : -1;
      const value = [stripe(y), blot, stripe(x)][sample.label] as number;
      for (let channel = 0; channel < 3; channel++) {
        data[offset + (y * SIZE + x) * 3 + channel] =
          0.5 * value + 0.3 * noise.normal();
      }
    }
  }
}

/** Two convolutions with batch normalization, ending in a picture of features. */
export function tinyBackbone(): StartingNetwork {
  const net = createLayerBuilder("tiny", {
    name: "input",
    shape: [SIZE, SIZE, 3],
  });
  const convolution = {
    kernelSize: 3,
    padding: "same",
    useBias: false,
  } as const;
  net.layer("conv2d", "block_1_conv", { ...convolution, filters: 12 });
  net.layer("batchNormalization", "block_1_bn", {});
  net.layer("activation", "block_1_relu", { activation: "relu" });
  net.layer("conv2d", "block_2_conv", {
    ...convolution,
    filters: 16,
    strides: 2,
  });
  net.layer("batchNormalization", "block_2_bn", {});
  net.layer("activation", "block_2_relu", { activation: "relu" });
  return startingNetwork("transfer", net.build());
}

/** The same with a classifier, to be trained from scratch. */
export function tinyArchitecture(): StartingNetwork {
  const net = createLayerBuilder("tiny", {
    name: "input",
    shape: [SIZE, SIZE, 3],
  });
  net.layer("conv2d", "conv", {
    kernelSize: 3,
    filters: 16,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", "bn", {});
  net.layer("activation", "relu", { activation: "relu" });
  net.layer("globalAveragePooling2d", "pool", {});
  net.layer("dropout", "dropout", { rate: 0.1 });
  net.layer("dense", "predictions", {
    units: CLASSES.length,
    activation: "softmax",
  });
  return startingNetwork("scratch", net.build());
}

function startingNetwork(
  method: Recipe["method"],
  graph: LayerGraph,
): StartingNetwork {
  return {
    id: "tiny",
    name: "Tiny",
    method,
    graph,
    weights: initializeWeights(graph, 5, { kernels: "he-normal" }),
    preprocessing: standardPreprocessing(SIZE, "minus-one-to-one"),
  };
}

export function syntheticRecipe(changes: Partial<Recipe> = {}): Recipe {
  return {
    model: "tiny",
    inputSize: SIZE,
    resize: "squash",
    method: "transfer",
    epochs: 6,
    batchSize: 8,
    learningRate: 0.02,
    optimizer: "adam",
    weightDecay: 0,
    labelSmoothing: 0,
    dropout: 0.1,
    earlyStopping: 0,
    classWeights: "auto",
    augmentation: NO_AUGMENTATION,
    variants: 1,
    fineTuning: { blocks: 0, epochs: 0, learningRate: 0.002 },
    seed: 1,
    ...changes,
  };
}

export const NO_AUGMENTATION: Recipe["augmentation"] = {
  horizontalFlip: false,
  verticalFlip: false,
  rotation: 0,
  shift: 0,
  zoom: 0,
  shear: 0,
  brightness: 0,
  contrast: 0,
  saturation: 0,
  hue: 0,
  fill: "mirror",
};

/** Both phases, augmentation, dropout and averaged weights: everything that a killed run must get back. */
export const KILLED_RECIPE = syntheticRecipe({
  epochs: 12,
  optimizer: "adamw",
  weightDecay: 0.01,
  clipNorm: 1,
  averageDecay: 0.9,
  dropout: 0.3,
  augmentation: { ...NO_AUGMENTATION, horizontalFlip: true },
  variants: 2,
  fineTuning: { blocks: 1, epochs: 12, learningRate: 0.01, blockRate: 0.5 },
});

/** History without what a clock says. */
export function withoutClock(history: readonly EpochMetrics[]) {
  return history.map((metrics) => ({
    ...metrics,
    imagesPerSecond: 0,
    seconds: 0,
  }));
}
