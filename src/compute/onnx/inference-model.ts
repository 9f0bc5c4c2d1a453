import type { TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { shapeOf } from "#engine/graph/shapes.ts";
import { foldSteps, requireWeight } from "./fold.ts";
import { appendSteps } from "./forward/rules.ts";
import { GraphWriter } from "./graph-writer.ts";
import {
  appendChannelsFirst,
  appendChannelsLast,
  pictureShape,
  weightToInside,
} from "./layout.ts";
import { lowerGraph } from "./lower.ts";
import type { Provider } from "./providers/provider.ts";
import type { WeightReference } from "./steps.ts";

export interface InferenceModelRequest {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** Layers whose values are outputs besides the network's; default none. */
  readonly taps?: readonly string[];
}

/**
 * An ONNX model that runs a network: input [batch, …graph.input.shape] under the input's name, output and taps
 * [batch, …] channels last under their layers' names; any batch size. Batch normalization is folded, dropout gone.
 * @throws StudioError `graph/…` or `weights/missing`
 */
export function emitInferenceModel(
  request: InferenceModelRequest,
  provider: Provider = "cpu",
): Uint8Array<ArrayBuffer> {
  const { graph } = request;
  const writer = new GraphWriter(graph.name, provider);
  const input = writer.input(graph.input.name, "float32", [
    "batch",
    ...graph.input.shape,
  ]);
  const outputs = appendForward(writer, request, input);
  for (const [layer, { value, shape }] of outputs) {
    writer.output(layer, value, "float32", ["batch", ...shape]);
  }
  return writer.finish();
}

export interface ForwardOutput {
  /** ONNX value, channels last. */
  readonly value: string;
  /** Without the batch. */
  readonly shape: readonly number[];
}

/**
 * Appends a whole network behind a value of a graph that is being written, so that an export can put its own nodes before
 * and after.
 * @param input ONNX value [batch, …graph.input.shape], float32, channels last, already preprocessed
 * @returns layer → value, for the graph's output and every tap
 */
export function appendForward(
  writer: GraphWriter,
  { graph, weights, taps = [] }: InferenceModelRequest,
  input: string,
): ReadonlyMap<string, ForwardOutput> {
  const wanted = new Set([graph.output, ...taps]);
  const lowered = lowerGraph(graph, { taps });
  const folded = foldSteps(lowered, weights, wanted, () => true);
  const values = new Map([
    [graph.input.name, appendChannelsFirst(writer, input, graph.input.shape)],
  ]);
  appendSteps(folded.graph.steps, values, {
    writer,
    layout: undefined,
    batch: undefined,
    shape: (value) => pictureShape(shapeOf(lowered.shapes, value)),
    weight: constantWeights(writer, folded.weights),
    dropoutMask: (layer) => {
      throw new RangeError(
        `Inference has no dropout. Received a mask for ${layer}.`,
      );
    },
    needsGradient: () => false,
    keepByProducts: () => undefined,
  });
  return new Map(
    [...wanted].map((layer) => {
      const shape = shapeOf(lowered.shapes, layer);
      const value = appendChannelsLast(writer, values.get(layer) ?? "", shape);
      return [layer, { value, shape }];
    }),
  );
}

/** Weights as constants of the graph, each written once. */
export function constantWeights(
  writer: GraphWriter,
  weights: TensorMap,
): (reference: WeightReference) => string {
  const written = new Map<string, string>();
  return ({ key, layout }) => {
    const known = written.get(key);
    if (known !== undefined) return known;
    const { shape, data } = weightToInside(requireWeight(weights, key), layout);
    const value = writer.constant(data, shape, key);
    written.set(key, value);
    return value;
  };
}
