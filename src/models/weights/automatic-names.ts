import type { LayerOp } from "#engine/graph/layer-graph.ts";

/** A name that Keras gave itself: the class, and how many of the class a session had made before. */
export interface AutomaticName {
  readonly kind: string;
  readonly number: number;
}

/** Classes of layers with weights as automatic names spell them, in Keras 2 and 3 and, without the underscores, in Keras 1. */
const KINDS: Readonly<Record<string, string>> = {
  conv1d: "conv1d",
  conv2d: "conv2d",
  convolution1d: "conv1d",
  convolution2d: "conv2d",
  depthwise_conv2d: "depthwise_conv2d",
  separable_conv2d: "separable_conv2d",
  separableconvolution2d: "separable_conv2d",
  dense: "dense",
  embedding: "embedding",
  batch_normalization: "batch_normalization",
  batchnormalization: "batch_normalization",
  layer_normalization: "layer_normalization",
  normalization: "normalization",
  layer_scale: "layer_scale",
};

/** Undefined for a name that a person gave, such as `block_1_expand`. */
export function automaticName(name: string): AutomaticName | undefined {
  const [, prefix = "", number = "0"] =
    /^([a-z0-9_]*?[a-z][a-z0-9]*)(?:_(\d+))?$/.exec(name) ?? [];
  const kind = Object.hasOwn(KINDS, prefix) ? KINDS[prefix] : undefined;
  return kind === undefined ? undefined : { kind, number: Number(number) };
}

/** The class of an op's layers, as automatic names spell it. */
export function kindOfOp(op: LayerOp): string {
  return op.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}
