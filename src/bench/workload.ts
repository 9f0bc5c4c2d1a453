import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { createRandom } from "#engine/base/random.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";
import {
  readSafetensors,
  writeSafetensors,
} from "#engine/models/weights/safetensors.ts";
import { benchGraph, featureLayerOf, type BenchNetwork } from "./networks.ts";

/** What every side of a case works on; the files of the folder say the same to the sides in Python. */
export interface Workload {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** [batch, height, width, channels], −1 to 1. */
  readonly input: Tensor;
  readonly batch: number;
  readonly classes: number;
  /** The layer whose value the last layer reads. */
  readonly featureLayer: string;
  /** Layers with weights of the upper third of the network's blocks. */
  readonly topThird: readonly string[];
}

const FILES = {
  network: "network.json",
  weights: "weights.safetensors",
  input: "input.f32",
} as const;

/** Writes network, weights and one batch of pictures into a folder that is there. */
export async function writeWorkload(
  folder: string,
  network: BenchNetwork,
  executor: Executor,
): Promise<void> {
  const graph = benchGraph(network);
  const { batch, options } = network;
  const input = drawInput([batch, ...graph.input.shape]);
  const weights = await settledWeights(graph, input, executor);
  const blocks = fineTuningBlocks(graph);
  const upper = blocks.slice(0, Math.ceil(blocks.length / 3));
  const described = {
    graph,
    batch,
    classes: options.classes,
    featureLayer: featureLayerOf(graph),
    topThird: upper.flatMap(({ layers }) => layers),
  };
  await writeFile(join(folder, FILES.network), JSON.stringify(described));
  await writeFile(join(folder, FILES.weights), writeSafetensors(weights));
  await writeFile(join(folder, FILES.input), input.data);
}

/** Writes a pretrained network without a head, for the sides in Python. */
export async function writeBackbone(
  folder: string,
  { graph, weights, preprocessing }: Backbone,
): Promise<void> {
  const described = {
    graph,
    batch: 0,
    classes: 0,
    featureLayer: graph.output,
    topThird: [],
    preprocessing,
  };
  await writeFile(join(folder, FILES.network), JSON.stringify(described));
  await writeFile(join(folder, FILES.weights), writeSafetensors(weights));
}

export async function readWorkload(folder: string): Promise<Workload> {
  const described = JSON.parse(
    await readFile(join(folder, FILES.network), "utf8"),
  ) as Omit<Workload, "weights" | "input">;
  const weights = await readFile(join(folder, FILES.weights));
  const input = new Uint8Array(await readFile(join(folder, FILES.input)));
  return {
    ...described,
    weights: readSafetensors(weights).tensors,
    input: {
      shape: [described.batch, ...described.graph.input.shape],
      data: new Float32Array(input.buffer),
    },
  };
}

/** Class of each picture of the batch. */
export function labelOf(row: number, classes: number): number {
  return row % classes;
}

/** One-hot rows, [batch, classes]. */
export function oneHotLabels(batch: number, classes: number): Tensor {
  const data = new Float32Array(batch * classes);
  for (let row = 0; row < batch; row++) {
    data[row * classes + labelOf(row, classes)] = 1;
  }
  return { shape: [batch, classes], data };
}

function drawInput(shape: readonly number[]): Tensor {
  const random = createRandom("bench", "input");
  const data = Float32Array.from({ length: sizeOf(shape) }, () =>
    random.uniform(-1, 1),
  );
  return { shape, data };
}

/**
 * Random weights with the normalization statistics of the batch: with untrained statistics activations fade from layer to layer into
 * numbers so small that processors compute them slowly, on some sides more than on others.
 */
async function settledWeights(
  graph: LayerGraph,
  input: Tensor,
  executor: Executor,
): Promise<TensorMap> {
  const weights = initializeWeights(graph, 0, { kernels: "he-normal" });
  const normalizes = graph.layers.some(({ op }) => op === "batchNormalization");
  if (!normalizes) return weights;
  const [batch = 1] = input.shape;
  const classes = weights.get(`${graph.output}/kernel`)?.shape.at(-1) ?? 1;
  const trainer = await executor.createTrainer({
    graph: withMomentum(graph, 0),
    weights,
    trainableLayers: new Set(graph.layers.map(({ name }) => name)),
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: batch,
    seed: 0,
  });
  try {
    await trainer.step({
      input,
      labels: oneHotLabels(batch, classes),
      sampleWeights: {
        shape: [batch],
        data: new Float32Array(batch).fill(1),
      },
      learningRate: 0,
    });
    return (await trainer.getState()).weights;
  } finally {
    await trainer.dispose();
  }
}

function withMomentum(graph: LayerGraph, momentum: number): LayerGraph {
  return {
    ...graph,
    layers: graph.layers.map((node) =>
      node.op === "batchNormalization"
        ? { ...node, attributes: { ...node.attributes, momentum } }
        : node,
    ),
  };
}
