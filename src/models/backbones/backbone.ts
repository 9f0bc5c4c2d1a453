import type { TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";

/** A pretrained network without its head: what transfer learning starts from. */
export interface Backbone {
  /** Lower case with hyphens. */
  readonly id: string;
  readonly title: string;
  /** Ends in the feature picture [height, width, channels], before pooling. */
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly preprocessing: Preprocessing;
  /** Of the weights; undefined where the file does not say. */
  readonly licence: string | undefined;
  /** What the weights were trained on and how, in a line or two; undefined where the file does not say. */
  readonly description: string | undefined;
  /** SHA-256 of structure and weights, hexadecimal: what cached features depend on. */
  readonly fingerprint: string;
}
