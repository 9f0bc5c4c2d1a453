import { sizeOf, tensor } from "#engine/base/tensor.ts";
import { estimateTrainingMemory } from "#engine/compute/memory-estimate.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import { trainerOptions } from "#engine/training/trainer-options.ts";
import { syntheticRecipe, syntheticSet } from "./synthetic-run.ts";

// A training whose memory is looked at: node memory-child.ts <project directory> <model> <input size> <width> <batch size>
// <picture count per class>. Ends with one line of JSON.
const [projectDirectory = "", model = "", ...numbers] = process.argv.slice(2);
const [inputSize = 32, width = 1, batchSize = 8, perClass = 8] =
  numbers.map(Number);

const graph =
  model === "wide"
    ? wideNetwork(inputSize)
    : buildModel(model, {
        inputSize,
        classes: 3,
        ...(model.startsWith("mobilenet") ? { width } : {}),
      });
const recipe = syntheticRecipe({
  method: "scratch",
  inputSize,
  epochs: 1,
  batchSize,
  learningRate: 1e-4,
  optimizer: "adamw",
  averageDecay: 0.9,
});
const notices: string[] = [];
await train();
const { total } = estimateTrainingMemory({
  ...trainerOptions(recipe, graph),
  graph,
  trainableLayers: new Set(graph.layers.map(({ name }) => name)),
  batchSize,
});
process.stdout.write(
  `${JSON.stringify({
    peakBytes: process.resourceUsage().maxRSS * 1024,
    estimatedBytes: total,
    notices,
  })}\n`,
);

/** Little to compute and much to keep: a picture of 64 × 64 takes 4 MB between the two convolutions. */
function wideNetwork(size: number) {
  const net = createLayerBuilder("wide", {
    name: "input",
    shape: [size, size, 3],
  });
  net.layer("conv2d", "wide", {
    kernelSize: 1,
    filters: 256,
    activation: "relu",
  });
  net.layer("conv2d", "narrow", { kernelSize: 1, filters: 4 });
  net.layer("globalAveragePooling2d", "pool", {});
  net.layer("dense", "predictions", { units: 3, activation: "softmax" });
  return net.build();
}

async function train(): Promise<void> {
  await trainNetwork({
    projectDirectory,
    runId: "run",
    recipe,
    set: syntheticSet({ train: perClass, validation: 2, test: 0 }),
    start: {
      id: model,
      name: model,
      method: "scratch",
      graph,
      weights: initializeWeights(graph, 1),
      preprocessing: standardPreprocessing(inputSize, "minus-one-to-one"),
    },
    pictures: {
      read: async ({ length }) =>
        tensor(
          [length, ...graph.input.shape],
          new Float32Array(length * sizeOf(graph.input.shape)).fill(0.5),
        ),
    },
    executor: createOnnxExecutor({ threads: 1 }),
    control: UNCONTROLLED,
    availableMemory: () => Number.POSITIVE_INFINITY,
    events: { onNotice: (message) => notices.push(message) },
  });
}
