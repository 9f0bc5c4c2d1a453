import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { buildModel } from "#engine/models/catalog.ts";

/** A network that is measured, the same on every side. */
export interface BenchNetwork {
  readonly title: string;
  /** Id in the model catalog. */
  readonly model: string;
  readonly options: ModelOptions;
  readonly batch: number;
}

const CLASSES = 10;

export const BENCH_NETWORKS = {
  "mobilenet-v2-224": {
    title: "MobileNetV2 1.0, 224 px",
    model: "mobilenet-v2",
    options: { inputSize: 224, width: 1, channels: 3, classes: CLASSES },
    batch: 32,
  },
  "mobilenet-v2-96": {
    title: "MobileNetV2 0.35, 96 px",
    model: "mobilenet-v2",
    options: { inputSize: 96, width: 0.35, channels: 3, classes: CLASSES },
    batch: 32,
  },
  "resnet-18-64": {
    title: "ResNet-18, 64 px",
    model: "resnet-18",
    options: { inputSize: 64, width: 1, channels: 3, classes: CLASSES },
    batch: 16,
  },
  "lenet-5-32": {
    title: "LeNet-5, 32 px",
    model: "lenet-5",
    options: { inputSize: 32, width: 1, channels: 1, classes: CLASSES },
    batch: 32,
  },
} satisfies Record<string, BenchNetwork>;

export type BenchNetworkId = keyof typeof BENCH_NETWORKS;

export function benchGraph({ model, options }: BenchNetwork): LayerGraph {
  return buildModel(model, options);
}

/** The value that the last layer reads: what a frozen network gives its head. */
export function featureLayerOf(graph: LayerGraph): string {
  const last = graph.layers.find(({ name }) => name === graph.output);
  return last?.inputs[0] ?? graph.output;
}
