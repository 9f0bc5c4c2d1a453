import { permute } from "#engine/base/permute.ts";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import type { GraphWriter } from "./graph-writer.ts";
import type { WeightLayout } from "./steps.ts";

/** A sequence [length, channels] is a picture of height 1 inside; every other shape stays as it is. */
export function pictureShape(shape: Shape): Shape {
  const [length = 1, channels = 1] = shape;
  return shape.length === 2 ? [1, length, channels] : shape;
}

/** [height, width, channels] → [channels, height, width]; a vector stays as it is. */
export function channelsFirst(shape: Shape): readonly number[] {
  const [height = 1, width = 1, channels = 1] = pictureShape(shape);
  return shape.length === 1 ? shape : [channels, height, width];
}

/** An axis of the channels-last value, batch included → the axis inside; `shape` is that of a picture or vector. */
export function insideAxis(axis: number, shape: Shape): number {
  return shape.length === 3 ? ([0, 2, 3, 1][axis] ?? axis) : axis;
}

/** Brings a channels-last value of `shape` (without the batch) into the layout inside. */
export function appendChannelsFirst(
  writer: GraphWriter,
  value: string,
  shape: Shape,
): string {
  if (shape.length === 1) return value;
  if (shape.length === 3)
    return writer.node("Transpose", [value], { perm: [0, 3, 1, 2] });
  const turned = writer.node("Transpose", [value], { perm: [0, 2, 1] });
  return writer.node("Unsqueeze", [turned, writer.ints([2])]);
}

/** Brings a value of the layout inside back to channels last; `shape` is the channels-last one. */
export function appendChannelsLast(
  writer: GraphWriter,
  value: string,
  shape: Shape,
): string {
  if (shape.length === 1) return value;
  if (shape.length === 3)
    return writer.node("Transpose", [value], { perm: [0, 2, 3, 1] });
  const flat = writer.node("Squeeze", [value, writer.ints([2])]);
  return writer.node("Transpose", [flat], { perm: [0, 2, 1] });
}

/** A weight from Keras's layout to the one inside. */
export function weightToInside(weight: Tensor, layout: WeightLayout): Tensor {
  switch (layout) {
    case "vector":
    case "dense":
      return weight;
    case "covering": {
      const filters = weight.shape.at(-1) ?? 1;
      return { ...weight, shape: [weight.data.length / filters, filters] };
    }
    case "pointwise": {
      const [inputs = 1, units = 1] = weight.shape;
      return { ...permute(weight, [1, 0]), shape: [units, inputs, 1, 1] };
    }
    case "convolution":
      return permute(weight, [3, 2, 0, 1]);
    case "convolution1d": {
      const [length = 1, inputs = 1, filters = 1] = weight.shape;
      return {
        ...permute(weight, [2, 1, 0]),
        shape: [filters, inputs, 1, length],
      };
    }
    case "depthwise": {
      const [height = 1, width = 1, inputs = 1, multiplier = 1] = weight.shape;
      return {
        ...permute(weight, [2, 3, 0, 1]),
        shape: [inputs * multiplier, 1, height, width],
      };
    }
  }
}

/** The inverse of `weightToInside`; `shape` is Keras's. */
export function weightFromInside(
  data: Float32Array,
  layout: WeightLayout,
  shape: Shape,
): Tensor {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  switch (layout) {
    case "vector":
    case "dense":
    case "covering":
      return tensor(shape, data);
    case "pointwise":
      return permute({ shape: [b, a], data }, [1, 0]);
    case "convolution":
      return permute({ shape: [d, c, a, b], data }, [2, 3, 1, 0]);
    case "convolution1d":
      return permute({ shape: [c, b, a], data }, [2, 1, 0]);
    case "depthwise":
      return permute({ shape: [c, d, a, b], data }, [2, 3, 0, 1]);
  }
}
