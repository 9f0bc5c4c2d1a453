import { createHash } from "node:crypto";

import type { DeviceNetworkChoice } from "#api/devices.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { withHead } from "#engine/graph/with-head.ts";
import { buildEntry } from "#engine/models/catalog.ts";
import { isPretrained } from "#engine/models/downloads/weights-manifest.ts";
import { bodyOf } from "#engine/models/weights/recognise-architecture.ts";
import { findBackbone, withInputSize } from "./chosen-model.ts";
import { architectureEntry } from "./design-collection.ts";

/** A network that devices are compared on. */
export interface DeviceNetwork {
  readonly model: string;
  /** For a person: `MobileNetV2 0.35 at 96 px`. */
  readonly name: string;
  readonly inputSize: number;
  /** Changes when any layer does. */
  readonly signature: string;
  readonly graph: LayerGraph;
  /** Pretrained ones where there are, else drawn. */
  readonly weights: () => TensorMap;
}

/** The network that benchmarks speak of: small enough for any machine, made of what most networks are made of. */
const BENCHMARK_NETWORK = {
  model: "mobilenet-v2",
  inputSize: 96,
  width: 0.35,
} as const satisfies DeviceNetworkChoice;

/** The number of classes changes a network's speed by nothing that matters, so that of the data set is not asked for. */
const CLASSES = 10;

/**
 * The network of a choice, with an output for each of ten classes.
 * @throws StudioError `models/…`
 */
export async function deviceNetwork(
  choice: DeviceNetworkChoice,
  modelsFolder: string,
): Promise<DeviceNetwork> {
  const { model, inputSize, width } = completed(choice);
  const backbone = await findBackbone(model, modelsFolder);
  if (backbone !== null) {
    const size = inputSize ?? backbone.graph.input.shape[0] ?? 224;
    const graph = withHead(withInputSize(backbone, size).graph, CLASSES);
    return {
      ...described(model, backbone.title, size, graph),
      // A head that starts at zero gives the body no gradient, so that there would be nothing to compare.
      weights: () =>
        new Map([...initializeWeights(graph, 1), ...backbone.weights]),
    };
  }
  const entry = await architectureEntry(model, modelsFolder);
  const size = inputSize ?? entry.sizes[0] ?? entry.defaults.inputSize;
  const whole = buildEntry(entry, {
    inputSize: size,
    classes: CLASSES,
    ...(width === undefined ? {} : { width }),
  });
  // As it is trained by transfer: without the large head that some have.
  const graph = isPretrained(model)
    ? withHead(bodyOf(entry, whole), CLASSES)
    : whole;
  const title = width === undefined ? entry.title : `${entry.title} ${width}`;
  return {
    ...described(model, title, size, graph),
    weights: () => initializeWeights(graph, 1, { kernels: entry.kernels }),
  };
}

function described(
  model: string,
  title: string,
  inputSize: number,
  graph: LayerGraph,
) {
  return {
    model,
    name:
      graph.input.shape.length === 1
        ? `${title} on ${inputSize} words`
        : `${title} at ${inputSize} px`,
    inputSize,
    signature: signatureOf(graph),
    graph,
  };
}

/** A fingerprint of input, layers and output. */
function signatureOf(graph: LayerGraph): string {
  const text = JSON.stringify([graph.input, graph.layers, graph.output]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function completed(choice: DeviceNetworkChoice) {
  if (choice.model !== undefined) return { ...choice, model: choice.model };
  return {
    model: BENCHMARK_NETWORK.model,
    inputSize: choice.inputSize ?? BENCHMARK_NETWORK.inputSize,
    width: choice.width ?? BENCHMARK_NETWORK.width,
  };
}
