import { resolveAttributes } from "./attributes.ts";
import type { Activation, LayerNode } from "./layer-graph.ts";
import type { Shape } from "./shapes.ts";
import { slidingAttributes } from "./window.ts";

/** A layer as a course or a paper tabulates it; null where a column does not apply. */
export interface LayerRow {
  /** Channels of a picture or sequence; units of a vector. */
  readonly maps: number;
  /** Of one map, [height, width]; of a sequence [1, length]; null for a vector. */
  readonly size: readonly [number, number] | null;
  /** [height, width] */
  readonly kernel: readonly [number, number] | null;
  /** [height, width] */
  readonly stride: readonly [number, number] | null;
  readonly padding: string | null;
  readonly activation: Activation | null;
}

/** @param shape of the layer's value, without the batch */
export function layerRow(node: LayerNode, shape: Shape): LayerRow {
  const window = slidingAttributes(node);
  const attributes = resolveAttributes(node);
  return {
    maps: shape.at(-1) ?? 1,
    size: sizeOfMap(shape),
    kernel: window?.size ?? null,
    stride: window?.strides ?? null,
    padding: window?.padding ?? null,
    activation: "activation" in attributes ? attributes.activation : null,
  };
}

function sizeOfMap(shape: Shape): LayerRow["size"] {
  if (shape.length < 2) return null;
  const [height = 1, width = 1] = shape.length === 2 ? [1, shape[0]] : shape;
  return [height, width];
}
