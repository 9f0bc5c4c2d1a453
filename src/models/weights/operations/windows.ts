import type { Tensor } from "#engine/base/tensor.ts";
import type { Padding } from "#engine/graph/layer-graph.ts";
import type { NetworkWriter } from "./network-writer.ts";
import { unsupportedForm } from "./unsupported.ts";
import type { Feature, Operation } from "./values.ts";

type TwoNumbers = readonly [number, number];

/** Rows and columns at the edges: [[top, bottom], [left, right]]. */
export type Borders = readonly [TwoNumbers, TwoNumbers];

/** How a file lets a window slide over a picture; pairs are height and width. */
export interface SlidingWindow {
  readonly size: TwoNumbers;
  readonly strides: TwoNumbers;
  readonly dilations: TwoNumbers;
  readonly padding: Padding | Borders;
}

/** A convolution of `groups` groups; a group for every channel is a depthwise one. @param kernel [height, width, in / groups, out] */
export function convolved(
  network: NetworkWriter,
  { name }: Operation,
  input: Feature,
  window: SlidingWindow,
  weights: { readonly kernel: Tensor; readonly bias?: Tensor | undefined },
  groups: number,
): Feature {
  const { kernel, bias } = weights;
  const [height = 1, width = 1, perGroup = 1, filters = 1] = kernel.shape;
  const { padding, borders } = plainPadding(input, window);
  const from = bordered(network, name, input, borders);
  const shared = {
    kernelSize: [height, width] as const,
    strides: window.strides,
    dilationRate: window.dilations,
    padding,
    useBias: bias !== undefined,
  };
  const stored = bias === undefined ? {} : { bias };
  const channels = input.shape.at(-1) ?? 1;
  if (groups === channels && perGroup === 1) {
    const depthMultiplier = filters / channels;
    return network.add(
      name,
      "depthwiseConv2d",
      { ...shared, depthMultiplier },
      [from],
      {
        kernel: {
          shape: [height, width, channels, depthMultiplier],
          data: kernel.data,
        },
        ...stored,
      },
    );
  }
  return network.add(name, "conv2d", { ...shared, filters, groups }, [from], {
    kernel,
    ...stored,
  });
}

/** A pooling layer. @param countsBorders whether an average is also over the border, as zeros */
export function pooled(
  network: NetworkWriter,
  operation: Operation,
  input: Feature,
  window: SlidingWindow,
  kind: "max" | "average",
  countsBorders = false,
): Feature {
  if (window.dilations.some((step) => step !== 1))
    throw unsupportedForm(operation, "its window has gaps (dilations)");
  // Keras's "same" averages over what lies inside the picture; zeros are counted only where they are a layer of their own.
  const { padding, borders } = plainPadding(input, window, !countsBorders);
  if (borders !== undefined) {
    if (kind === "max" && !network.isNonNegative(input.layer))
      throw unsupportedForm(
        operation,
        "it pools with a border around values that may be below zero, for which there is no layer",
      );
    if (kind === "average" && !countsBorders)
      throw unsupportedForm(
        operation,
        "it averages inside an uneven border, for which there is no layer",
      );
  }
  const from = bordered(network, operation.name, input, borders);
  return network.add(
    operation.name,
    kind === "max" ? "maxPooling2d" : "averagePooling2d",
    { poolSize: window.size, strides: window.strides, padding },
    [from],
  );
}

export function withBorders(
  network: NetworkWriter,
  name: string,
  input: Feature,
  borders: Borders,
): Feature {
  if (borders.flat().every((extent) => extent === 0)) return input;
  return network.add(name, "zeroPadding2d", { padding: borders }, [input]);
}

/** Puts a layer of zeros before the window where no rule of Keras makes the same border. */
function bordered(
  network: NetworkWriter,
  name: string,
  input: Feature,
  borders: Borders | undefined,
): Feature {
  return borders === undefined
    ? input
    : withBorders(network, `${name}_border`, input, borders);
}

function plainPadding(
  { shape }: Feature,
  { size, strides, dilations, padding }: SlidingWindow,
  mayBeSame = true,
): { padding: Padding; borders?: Borders } {
  if (typeof padding === "string") return { padding };
  if (padding.flat().every((extent) => extent === 0))
    return { padding: "valid" };
  const isSame = padding.every(([before, after], axis) => {
    const pixels = shape[axis] ?? 1;
    const stride = strides[axis] ?? 1;
    const extent = ((size[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    const total = Math.max(
      0,
      (Math.ceil(pixels / stride) - 1) * stride + extent - pixels,
    );
    return before === Math.floor(total / 2) && after === Math.ceil(total / 2);
  });
  return isSame && mayBeSame
    ? { padding: "same" }
    : { padding: "valid", borders: padding };
}
