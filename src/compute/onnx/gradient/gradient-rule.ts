import type { Shape } from "#engine/graph/shapes.ts";
import { appendChannelMeans } from "#engine/compute/onnx/blocked/blocked-convolution.ts";
import type { BlockedLayout } from "#engine/compute/onnx/blocked/blocked-layout.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { Step, WeightReference } from "#engine/compute/onnx/steps.ts";

/** What a gradient rule may use. Pictures are channels first inside. */
export interface GradientContext {
  readonly writer: GraphWriter;
  /** The batch is fixed, because some gradients need it as a number of groups. */
  readonly batch: number;
  /** Of a graph that uses blocked pictures. */
  readonly layout: BlockedLayout | undefined;
  /** ONNX value that the forward pass gave a value, [batch, channels, …]. */
  value(name: string): string;
  /** The same in the layout that the forward pass left it in. */
  rawValue(name: string): string;
  /** ONNX value of a weight, laid out as the step's reference says. */
  weight(reference: WeightReference): string;
  /** Channels-last shape of a value, without the batch; of a sequence that of a picture of height 1. */
  shape(value: string): Shape;
  dropoutMask(layer: string): string;
  /** What the forward rule kept. */
  byProduct(step: Step, name: string): string;
  /** Whether the gradient of this value is wanted. */
  readonly needsGradient: (value: string) => boolean;
  /** Whether the gradient of this weight is wanted. */
  readonly learns: (reference: WeightReference) => boolean;
  /** Hands over the gradient of a weight, laid out as the weight is inside. */
  addWeightGradient(reference: WeightReference, gradient: string): void;
}

/**
 * Appends the nodes that carry a gradient back through one step, and hands over those of its weights.
 * @param gradient ONNX value of d loss / d step
 * @returns d loss / d input for every input, in order; one that is not needed may be undefined
 */
export type GradientRule<S extends Step> = (
  step: S,
  gradient: string,
  context: GradientContext,
) => readonly (string | undefined)[];

/** Sums a gradient over everything but the channels: [batch, channels, …] → [channels]. */
export function sumPerChannel(
  writer: GraphWriter,
  gradient: string,
  shape: Shape,
): string {
  const axes = shape.length === 3 ? [0, 2, 3] : [0];
  return writer.node("ReduceSum", [gradient, writer.ints(axes)], {
    keepdims: 0,
  });
}

/** `sumPerChannel` of a gradient in either layout. */
export function channelSums(
  { writer, layout, batch }: GradientContext,
  gradient: string,
  shape: Shape,
): string {
  if (!layout?.isBlocked(gradient))
    return sumPerChannel(writer, gradient, shape);
  const [height = 1, width = 1, channels = 1] = shape;
  return writer.node("Mul", [
    appendChannelMeans(writer, gradient, batch, channels),
    writer.scalar(batch * height * width),
  ]);
}

/** Brings a vector [channels] into a shape that multiplies a value channel by channel. */
export function perChannel(
  writer: GraphWriter,
  vector: string,
  shape: Shape,
): string {
  return shape.length === 3
    ? writer.node("Reshape", [vector, writer.ints([-1, 1, 1])])
    : vector;
}
