import type { LayerGraph, LayerNode } from "./layer-graph.ts";
import { resolveAttributes } from "./attributes.ts";
import { inferShapes, shapeOf, type Shape } from "./shapes.ts";

/** The last part of a weight's name. */
export type WeightRole =
  | "kernel"
  | "depthwise_kernel"
  | "pointwise_kernel"
  | "embeddings"
  | "codes"
  | "bias"
  | "gamma"
  | "beta"
  | "moving_mean"
  | "moving_variance"
  | "mean"
  | "variance"
  | "count";

/** Whether a weight is a kernel or a table: what weight decay acts on and an initializer draws. */
export function isKernel(role: WeightRole): boolean {
  switch (role) {
    case "kernel":
    case "depthwise_kernel":
    case "pointwise_kernel":
    case "embeddings":
      return true;
    default:
      return false;
  }
}

/** One weight tensor that a graph needs. */
export interface WeightSpec {
  /** `layer/role` */
  readonly name: string;
  readonly layer: string;
  /**
   * Keras's layout: convolution [height, width, in / groups, out], in one dimension [length, in / groups, out]; depthwise
   * [height, width, in, multiplier]; dense [in, out]; embedding [indices, out]; codes [units, in]; count []; everything else [channels].
   */
  readonly shape: Shape;
  /** False for the statistics of (batch) normalization, and for codes that stay as they are. */
  readonly trainable: boolean;
  readonly role: WeightRole;
  /** What it is filled with at the start, where its role does not say it. */
  readonly initialValue?: number;
}

/** Every weight of a network, layer by layer, in Keras's order. @throws StudioError as `inferShapes`. */
export function weightSpecs(graph: LayerGraph): readonly WeightSpec[] {
  const shapes = inferShapes(graph);
  return graph.layers.flatMap((node) =>
    layerWeights(node, shapeOf(shapes, node.inputs[0] ?? graph.input.name)),
  );
}

function layerWeights(node: LayerNode, input: Shape): WeightSpec[] {
  const channels = input.at(-1) ?? 1;
  switch (node.op) {
    case "conv2d": {
      const { kernelSize, filters, groups, useBias } = resolveAttributes(node);
      const kernel = [...kernelSize, channels / groups, filters];
      return kernelAndBias(node.name, kernel, useBias ? filters : 0);
    }
    case "depthwiseConv2d": {
      const { kernelSize, depthMultiplier, useBias } = resolveAttributes(node);
      const kernel = [...kernelSize, channels, depthMultiplier];
      return kernelAndBias(
        node.name,
        kernel,
        useBias ? channels * depthMultiplier : 0,
      );
    }
    case "separableConv2d": {
      const { kernelSize, depthMultiplier, filters, useBias } =
        resolveAttributes(node);
      const depthwise = [...kernelSize, channels, depthMultiplier];
      const pointwise = [1, 1, channels * depthMultiplier, filters];
      return [
        spec(node.name, "depthwise_kernel", depthwise),
        spec(node.name, "pointwise_kernel", pointwise),
        ...(useBias ? [spec(node.name, "bias", [filters])] : []),
      ];
    }
    case "conv1d": {
      const { kernelSize, filters, groups, useBias } = resolveAttributes(node);
      const kernel = [kernelSize, channels / groups, filters];
      return kernelAndBias(node.name, kernel, useBias ? filters : 0);
    }
    case "euclideanRbf": {
      const { units, learnsCodes } = resolveAttributes(node);
      const codes = spec(node.name, "codes", [units, channels]);
      return [{ ...codes, trainable: learnsCodes }];
    }
    case "embedding": {
      const { inputDim, outputDim } = resolveAttributes(node);
      return [spec(node.name, "embeddings", [inputDim, outputDim])];
    }
    case "layerNormalization": {
      const { center, scale } = resolveAttributes(node);
      return [
        ...(scale ? [spec(node.name, "gamma", [channels])] : []),
        ...(center ? [spec(node.name, "beta", [channels])] : []),
      ];
    }
    case "dense": {
      const { units, useBias } = resolveAttributes(node);
      return kernelAndBias(node.name, [channels, units], useBias ? units : 0);
    }
    case "batchNormalization": {
      const { center, scale } = resolveAttributes(node);
      return [
        ...(scale ? [spec(node.name, "gamma", [channels])] : []),
        ...(center ? [spec(node.name, "beta", [channels])] : []),
        spec(node.name, "moving_mean", [channels]),
        spec(node.name, "moving_variance", [channels]),
      ];
    }
    case "layerScale": {
      const { initialValue } = resolveAttributes(node);
      return [{ ...spec(node.name, "gamma", [channels]), initialValue }];
    }
    case "normalization":
      return [
        spec(node.name, "mean", [channels]),
        spec(node.name, "variance", [channels]),
        spec(node.name, "count", []),
      ];
    default:
      return [];
  }
}

function kernelAndBias(
  layer: string,
  kernel: Shape,
  biases: number,
): WeightSpec[] {
  const kernelSpec = spec(layer, "kernel", kernel);
  return biases > 0
    ? [kernelSpec, spec(layer, "bias", [biases])]
    : [kernelSpec];
}

function spec(layer: string, role: WeightRole, shape: Shape): WeightSpec {
  const trainable = !STATISTICS.has(role);
  return { name: `${layer}/${role}`, layer, shape, trainable, role };
}

const STATISTICS: ReadonlySet<WeightRole> = new Set([
  "moving_mean",
  "moving_variance",
  "mean",
  "variance",
  "count",
]);
