import type { Tensor } from "#engine/base/tensor.ts";
import type { Shape } from "#engine/graph/shapes.ts";

/** How a file orders the axes of a picture behind the batch: [channels, height, width] or [height, width, channels]. */
export type AxisOrder = "channels-first" | "channels-last";

/** What depends on the picture: the value of a layer here. */
export interface Feature {
  readonly kind: "feature";
  /** The layer, or the network's input. */
  readonly layer: string;
  /** As it is here: channels last, without the batch. */
  readonly shape: Shape;
  /** How the file orders its axes; a transpose in the file changes nothing but this. */
  readonly order: AxisOrder;
  /** Whether more than one operation of the file takes it. */
  readonly isShared: boolean;
  /**
   * [height, width, channels] of the picture that was laid out in a row, where the file's row is in the order channels, height,
   * width. The row here is in the order height, width, channels, so weights for it are brought into this order.
   */
  readonly laidOutFrom?: Shape | undefined;
}

/** What is written in the file. */
export interface Constant {
  readonly kind: "constant";
  readonly tensor: Tensor;
}

export type Value = Feature | Constant;

/** One step of a computation as a file has it. */
export interface Operation {
  readonly op: string;
  readonly name: string;
  /** Names of values; the empty string where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export function constantOf(
  shape: readonly number[],
  values: Iterable<number>,
): Constant {
  const data = Float32Array.from(values);
  return { kind: "constant", tensor: { shape, data } };
}

/** The shape as the file has it, without the batch. */
export function shapeInFile({ shape, order }: Feature): Shape {
  const [height = 1, width = 1, channels = 1] = shape;
  return shape.length === 3 && order === "channels-first"
    ? [channels, height, width]
    : shape;
}

/** Which axis of the file, counted with the batch, holds the channels. */
export function channelAxis({ shape, order }: Feature): number {
  return shape.length === 3 && order === "channels-first" ? 1 : shape.length;
}

/** An axis counted from either end → counted from the batch, which is 0. */
export function axisFromFront(axis: number, { shape }: Feature): number {
  return axis < 0 ? axis + shape.length + 1 : axis;
}
