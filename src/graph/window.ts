import type { LayerNode, LayerOp, Padding } from "./layer-graph.ts";
import { resolveAttributes } from "./attributes.ts";

/** How a sliding window moves along one axis of a picture. */
export interface Window {
  /** Pixels that the window spans, dilation included. */
  readonly extent: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** The windows of a convolution or pooling layer, [height, width]; undefined for every other op. */
export function windowsOf(
  node: LayerNode,
): readonly [Window, Window] | undefined {
  if (node.op === "conv2d" || node.op === "depthwiseConv2d") {
    const { kernelSize, strides, padding, dilationRate } = resolveAttributes<
      "conv2d" | "depthwiseConv2d"
    >(node);
    const along = (axis: 0 | 1): Window => ({
      extent: (kernelSize[axis] - 1) * dilationRate[axis] + 1,
      stride: strides[axis],
      padding,
    });
    return [along(0), along(1)];
  }
  if (node.op === "maxPooling2d" || node.op === "averagePooling2d") {
    const { poolSize, strides, padding } = resolveAttributes<PoolingOp>(node);
    const along = (axis: 0 | 1): Window => ({
      extent: poolSize[axis],
      stride: strides[axis],
      padding,
    });
    return [along(0), along(1)];
  }
  return undefined;
}

type PoolingOp = Extract<LayerOp, "maxPooling2d" | "averagePooling2d">;

/** Number of positions of a window on an axis of `size` pixels; below 1 when it does not fit. */
export function outputExtent(size: number, window: Window): number {
  return window.padding === "same"
    ? Math.ceil(size / window.stride)
    : Math.floor((size - window.extent) / window.stride) + 1;
}

/** Zeros before and after an axis of `size` pixels; TensorFlow's rule: the odd one goes to the end. */
export function paddingOf(
  size: number,
  window: Window,
): { readonly before: number; readonly after: number } {
  if (window.padding === "valid") return { before: 0, after: 0 };
  const covered =
    (outputExtent(size, window) - 1) * window.stride + window.extent;
  const total = Math.max(0, covered - size);
  const before = Math.floor(total / 2);
  return { before, after: total - before };
}
