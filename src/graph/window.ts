import type { LayerNode, Padding1d } from "./layer-graph.ts";
import { resolveAttributes } from "./attributes.ts";

/** How a sliding window moves along one axis of a picture or sequence. */
export interface Window {
  /** Pixels that the window spans, dilation included. */
  readonly extent: number;
  readonly stride: number;
  readonly padding: Padding1d;
}

/** A layer whose window slides over its input. */
export type SlidingLayer = Extract<
  LayerNode,
  {
    op:
      | "conv2d"
      | "depthwiseConv2d"
      | "separableConv2d"
      | "conv1d"
      | "maxPooling2d"
      | "averagePooling2d"
      | "maxPooling1d"
      | "averagePooling1d";
  }
>;

/** What a sliding layer says about its window, [height, width]; a sequence is a picture of height 1. */
export interface SlidingAttributes {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: Padding1d;
}

/** The window of a convolution or pooling layer; undefined for every other op. */
export function slidingAttributes(
  node: LayerNode,
): SlidingAttributes | undefined {
  switch (node.op) {
    case "conv2d":
    case "depthwiseConv2d":
    case "separableConv2d": {
      const { kernelSize, strides, padding, dilationRate } = resolveAttributes<
        "conv2d" | "depthwiseConv2d" | "separableConv2d"
      >(node);
      return { size: kernelSize, strides, dilations: dilationRate, padding };
    }
    case "maxPooling2d":
    case "averagePooling2d": {
      const { poolSize, strides, padding } = resolveAttributes<
        "maxPooling2d" | "averagePooling2d"
      >(node);
      return { size: poolSize, strides, dilations: [1, 1], padding };
    }
    case "conv1d": {
      const given = resolveAttributes(node);
      return {
        size: [1, given.kernelSize],
        strides: [1, given.strides],
        dilations: [1, given.dilationRate],
        padding: given.padding,
      };
    }
    case "maxPooling1d":
    case "averagePooling1d": {
      const { poolSize, strides, padding } = resolveAttributes<
        "maxPooling1d" | "averagePooling1d"
      >(node);
      return {
        size: [1, poolSize],
        strides: [1, strides],
        dilations: [1, 1],
        padding,
      };
    }
    default:
      return undefined;
  }
}

/** The windows of a convolution or pooling layer, [height, width]; undefined for every other op. */
export function windowsOf(
  node: LayerNode,
): readonly [Window, Window] | undefined {
  const sliding = slidingAttributes(node);
  if (sliding === undefined) return undefined;
  const { size, strides, dilations, padding } = sliding;
  const along = (axis: 0 | 1): Window => ({
    extent: (size[axis] - 1) * dilations[axis] + 1,
    stride: strides[axis],
    padding,
  });
  return [along(0), along(1)];
}

/** Number of positions of a window on an axis of `size` pixels; below 1 when it does not fit. */
export function outputExtent(size: number, window: Window): number {
  return window.padding === "valid"
    ? Math.floor((size - window.extent) / window.stride) + 1
    : Math.ceil(size / window.stride);
}

/** Zeros before and after an axis of `size` pixels; TensorFlow's rule: the odd one goes to the end. */
export function paddingOf(
  size: number,
  window: Window,
): { readonly before: number; readonly after: number } {
  if (window.padding === "valid") return { before: 0, after: 0 };
  if (window.padding === "causal")
    return { before: window.extent - 1, after: 0 };
  const covered =
    (outputExtent(size, window) - 1) * window.stride + window.extent;
  const total = Math.max(0, covered - size);
  const before = Math.floor(total / 2);
  return { before, after: total - before };
}
