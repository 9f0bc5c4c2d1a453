import { sizeOf } from "#engine/base/tensor.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import type { TrainerRequest } from "./executor.ts";
import { slotNames } from "./optimizer-spec.ts";

/** What training is expected to take of the computer's memory, in bytes. */
export interface MemoryEstimate {
  /** Weights, those that do not learn as constants; with those of the start, which are kept. */
  readonly weights: number;
  /** What the optimizer remembers, and moving averages. */
  readonly slots: number;
  /** Of the weights that learn. */
  readonly gradients: number;
  /** Values between layers that the backward pass needs, and their gradients. */
  readonly activations: number;
  /** Copies of weights and slots at the end of an epoch: the state that is kept, the best weights, and the bytes of a checkpoint. */
  readonly saved: number;
  /** Unfolded pictures of convolutions and other short-lived values. */
  readonly workspace: number;
  /** All of it, and what the runtime takes for itself. */
  readonly total: number;
}

const BYTES_PER_NUMBER = 4;
/** Node with the native library of an engine, before anything is computed. */
const RUNTIME_BYTES = 150e6;
/** Weights that learn go into a step, come out of it, and are copied on the way. */
const COPIES = 3;
/** Kernels above this many numbers that read their whole input at once are updated where they are; see onnx/large-weights.ts. */
const LARGE = 2 ** 22;
/** Values of one layer: its own, and what gradients under way add to it. */
const VALUES_PER_LAYER = 1.1;
/** Pictures are unfolded in parts of about this size; see onnx/gradient/convolution-kernel.ts. */
const UNFOLDED_BYTES = 64 * 2 ** 20;

/**
 * Estimates the memory of a training session from the graph alone, before anything is allocated. It is meant to be right within a
 * factor of 1.5, on the CPU; on a graphics card what is counted is mostly in its memory instead.
 * @throws StudioError as `inferShapes`
 */
export function estimateTrainingMemory(
  request: Pick<
    TrainerRequest,
    "graph" | "trainableLayers" | "optimizer" | "averageDecay" | "batchSize"
  >,
): MemoryEstimate {
  const { graph, trainableLayers, optimizer, averageDecay, batchSize } =
    request;
  const shapes = inferShapes(graph);
  const kept =
    slotNames(optimizer).length + (averageDecay === undefined ? 0 : 1);
  const inputSizes = new Map(
    graph.layers.map(({ name, inputs }) => [
      name,
      sizeOf(shapeOf(shapes, inputs[0] ?? "")),
    ]),
  );
  let [weights, slots, gradients, saved] = [0, 0, 0, 0];
  for (const { layer, shape, trainable, role } of weightSpecs(graph)) {
    const bytes = sizeOf(shape) * BYTES_PER_NUMBER;
    // The state and the best weights, and each once more in the bytes of the file.
    saved += 4 * bytes;
    if (!trainable || !trainableLayers.has(layer)) {
      weights += 3 * bytes;
      continue;
    }
    saved += 2 * kept * bytes;
    const isLarge =
      role === "kernel" &&
      sizeOf(shape) > LARGE &&
      sizeOf(shape.slice(0, -1)) === inputSizes.get(layer);
    const copies = isLarge ? 1 : COPIES;
    weights += (1 + copies) * bytes;
    slots += kept * copies * bytes;
    gradients += isLarge ? 0 : 2 * bytes;
  }
  const learning = layersThatNeedGradient(graph, trainableLayers);
  let [activations, workspace, frozen] = [0, 0, 0];
  for (const node of graph.layers) {
    const output =
      batchSize * sizeOf(shapeOf(shapes, node.name)) * BYTES_PER_NUMBER;
    const input = shapeOf(shapes, node.inputs[0] ?? graph.input.name);
    if (!learning.has(node.name)) {
      frozen = Math.max(frozen, 2 * output);
      continue;
    }
    activations += VALUES_PER_LAYER * valuesOf(node) * output;
    workspace = Math.max(
      workspace,
      2 * output +
        unfoldedBytes(node, input, shapeOf(shapes, node.name), batchSize),
    );
  }
  const pictures = batchSize * sizeOf(graph.input.shape) * BYTES_PER_NUMBER;
  workspace += Math.max(frozen, 2 * pictures);
  const parts = { weights, slots, gradients, activations, saved, workspace };
  const total = Object.values(parts).reduce(
    (sum, bytes) => sum + bytes,
    RUNTIME_BYTES,
  );
  return { ...parts, total };
}

/** Two for a layer that carries an activation: the value before it and the one behind. */
function valuesOf(node: LayerNode): number {
  if (node.op === "activation") return 1;
  const attributes = resolveAttributes(node);
  const carried = "activation" in attributes && attributes.activation;
  return carried && carried !== "linear" ? 2 : 1;
}

/** Layers that learn, and all that is computed from them. */
function layersThatNeedGradient(
  graph: LayerGraph,
  trainableLayers: ReadonlySet<string>,
): ReadonlySet<string> {
  const weighted = new Set(weightSpecs(graph).map(({ layer }) => layer));
  const needed = new Set<string>();
  for (const { name, inputs } of graph.layers) {
    const learns = trainableLayers.has(name) && weighted.has(name);
    if (learns || inputs.some((input) => needed.has(input))) needed.add(name);
  }
  return needed;
}

/** What the gradient of a convolution's kernel unfolds pictures to, at most one part of it at a time. */
function unfoldedBytes(
  node: LayerNode,
  input: Shape,
  output: Shape,
  batchSize: number,
): number {
  if (node.op !== "conv2d") return 0;
  const { kernelSize, groups } = resolveAttributes(node);
  const window = sizeOf(kernelSize);
  if (window === 1) return 0;
  const picture = sizeOf(output.slice(0, 2)) * window * (input.at(-1) ?? 1);
  const all = (batchSize * picture * BYTES_PER_NUMBER) / groups;
  return Math.min(all, UNFOLDED_BYTES);
}
