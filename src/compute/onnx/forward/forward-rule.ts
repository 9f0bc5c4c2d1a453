import type { Shape } from "#engine/graph/shapes.ts";
import type { BlockedLayout } from "#engine/compute/onnx/blocked/blocked-layout.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { Step, WeightReference } from "#engine/compute/onnx/steps.ts";

/** By-products of a step that its gradient needs, such as the indices of max pooling; ONNX values by name. */
export type ByProducts = Readonly<Record<string, string>>;

/** What a forward rule may use. Pictures are channels first inside. */
export interface ForwardContext {
  readonly writer: GraphWriter;
  /** Of a graph that uses blocked pictures; then values may be blocked. */
  readonly layout: BlockedLayout | undefined;
  /** Pictures of a batch; undefined where any number will do, as in inference. */
  readonly batch: number | undefined;
  /** ONNX value of a weight, laid out as the step's reference says. */
  weight(reference: WeightReference): string;
  /** Channels-last shape of a value, without the batch; of a sequence that of a picture of height 1. */
  shape(value: string): Shape;
  /** ONNX value of the mask of a dropout layer, in the layout inside: 0, or 1 / (1 − rate). */
  dropoutMask(layer: string): string;
  /** Whether a gradient will flow through the step, so that by-products are worth their price. */
  needsGradient(step: Step): boolean;
  keepByProducts(step: Step, values: ByProducts): void;
}

/** Appends the nodes of one step; `inputs` are ONNX values. Returns the ONNX value of the step. */
export type ForwardRule<S extends Step> = (
  step: S,
  inputs: readonly string[],
  context: ForwardContext,
) => string;
