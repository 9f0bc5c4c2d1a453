import { tensor, type Tensor } from "#engine/base/tensor.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import type { GraphWriter } from "./graph-writer.ts";
import type { WeightLayout } from "./steps.ts";

/** [height, width, channels] → [channels, height, width]; a vector stays as it is. */
export function channelsFirst(shape: Shape): readonly number[] {
  const [height, width, channels] = shape;
  return shape.length === 3 ? [channels ?? 1, height ?? 1, width ?? 1] : shape;
}

/** An axis of the channels-last value, batch included → the axis inside. */
export function insideAxis(axis: number, shape: Shape): number {
  return shape.length === 3 ? ([0, 2, 3, 1][axis] ?? axis) : axis;
}

/** Brings a channels-last value of `shape` (without the batch) into the layout inside. */
export function appendChannelsFirst(
  writer: GraphWriter,
  value: string,
  shape: Shape,
): string {
  return shape.length === 3
    ? writer.node("Transpose", [value], { perm: [0, 3, 1, 2] })
    : value;
}

/** Brings a value of the layout inside back to channels last; `shape` is the channels-last one. */
export function appendChannelsLast(
  writer: GraphWriter,
  value: string,
  shape: Shape,
): string {
  return shape.length === 3
    ? writer.node("Transpose", [value], { perm: [0, 2, 3, 1] })
    : value;
}

/** A weight from Keras's layout to the one inside. */
export function weightToInside(weight: Tensor, layout: WeightLayout): Tensor {
  switch (layout) {
    case "vector":
    case "dense":
      return weight;
    case "pointwise": {
      const [inputs = 1, units = 1] = weight.shape;
      return { ...permute(weight, [1, 0]), shape: [units, inputs, 1, 1] };
    }
    case "convolution":
      return permute(weight, [3, 2, 0, 1]);
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
      return tensor(shape, data);
    case "pointwise":
      return permute({ shape: [b, a], data }, [1, 0]);
    case "convolution":
      return permute({ shape: [d, c, a, b], data }, [2, 3, 1, 0]);
    case "depthwise":
      return permute({ shape: [c, d, a, b], data }, [2, 3, 0, 1]);
  }
}

/** Transposes a tensor: axis i of the result is axis `axes[i]` of the source. */
function permute(source: Tensor, axes: readonly number[]): Tensor {
  const shape = axes.map((axis) => source.shape[axis] ?? 1);
  const steps = source.shape.map((_, axis) =>
    source.shape
      .slice(axis + 1)
      .reduce((product, extent) => product * extent, 1),
  );
  const strides = axes.map((axis) => steps[axis] ?? 1);
  const data = new Float32Array(source.data.length);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    data[to] = source.data[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      from += strides[axis] ?? 1;
      if (next < (shape[axis] ?? 1)) {
        index[axis] = next;
        break;
      }
      from -= next * (strides[axis] ?? 1);
      index[axis] = 0;
    }
  }
  return { shape, data };
}
