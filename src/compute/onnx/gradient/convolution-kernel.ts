import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { ConvolutionStep, Window } from "#engine/compute/onnx/steps.ts";
import { windowAttributes } from "#engine/compute/onnx/window-attributes.ts";
import { oneHotKernels } from "./windows.ts";
import { blockedDepthwiseKernelGradient } from "./blocked-depthwise-kernel.ts";
import { depthwiseKernelGradient } from "./depthwise-kernel.ts";
import { sumOverBatch } from "#engine/compute/onnx/sum-over-batch.ts";
import type { GradientContext } from "./gradient-rule.ts";
import {
  cropped,
  type Extents,
  type Factors,
} from "./kernel-gradient-parts.ts";

/** Memory for the unfolded pictures of one block of channels. */
const UNFOLDED_BYTES = 64 * 2 ** 20;

/** What is differentiated: a convolution's shape, by the names of its values. */
type Convolution = Pick<
  ConvolutionStep,
  "name" | "inputs" | "window" | "groups"
>;

/**
 * d loss / d kernel of a convolution, [filters, channels / groups, height, width].
 * @param input what the convolution read, in either layout
 * @param gradient d loss / d its result, in either layout
 */
export function kernelGradient(
  step: Convolution,
  input: string,
  gradient: string,
  context: GradientContext,
): string {
  const [height = 1, width = 1, channels = 1] = context.shape(
    step.inputs[0] ?? "",
  );
  const [rows = 1, columns = 1, filters = 1] = context.shape(step.name);
  const shapes = { height, width, channels, rows, columns, filters };
  const { window, groups } = step;
  const isDepthwise = groups === channels && groups > 1;
  const { layout } = context;
  if (isDepthwise && layout && channels === filters) {
    const blocked = blockedDepthwiseKernelGradient(
      step,
      [input, gradient],
      shapes,
      { ...context, layout },
    );
    if (blocked !== undefined) return blocked;
  }
  const plain = {
    input: layout?.toPlain(input) ?? input,
    gradient: layout?.toPlain(gradient) ?? gradient,
  };
  const isPoint = window.size.every((extent) => extent === 1);
  if (isPoint && groups === 1 && window.pads.every((pad) => pad === 0)) {
    return pointwiseKernelGradient(step, plain, shapes, context);
  }
  return isDepthwise
    ? depthwiseKernelGradient(step, plain, shapes, context)
    : unfoldedKernelGradient(step, plain, shapes, context);
}

/** 1 × 1: for every picture, gradient [filters, pixels] · input [pixels, channels]; summed over the pictures. */
function pointwiseKernelGradient(
  step: Convolution,
  { input, gradient }: Factors,
  { height, width, channels, rows, columns, filters }: Extents,
  { writer, batch }: GradientContext,
): string {
  const [down, across] = step.window.strides;
  const strided = cropped(writer, input, [
    { axis: 2, extent: height, end: (rows - 1) * down + 1, step: down },
    { axis: 3, extent: width, end: (columns - 1) * across + 1, step: across },
  ]);
  const product = productOverPictures(writer, gradient, strided, {
    batch,
    groups: 1,
    left: filters,
    right: channels,
    pixels: rows * columns,
  });
  return writer.node("Reshape", [
    product,
    writer.ints([filters, channels, 1, 1]),
  ]);
}

/**
 * Every other convolution: the input unfolded to [batch, groups, channels / groups · window, pixels] by a convolution with
 * one-hot kernels, then a matrix product with the gradient, in blocks of channels (or of whole groups) that bound the memory.
 */
function unfoldedKernelGradient(
  step: Convolution,
  { input, gradient }: Factors,
  { channels, rows, columns, filters }: Extents,
  { writer, batch }: GradientContext,
): string {
  const { window, groups } = step;
  const area = window.size[0] * window.size[1];
  const pixels = rows * columns;
  const bytes = 4 * batch * channels * area * pixels;
  const units = groups === 1 ? channels : groups;
  const channelsPerUnit = channels / units;
  const filtersPerGroup = filters / groups;
  const block = Math.max(
    1,
    Math.floor(units / Math.max(1, Math.ceil(bytes / UNFOLDED_BYTES))),
  );
  const parts: string[] = [];
  for (let from = 0; from < units; from += block) {
    const count = Math.min(block, units - from);
    const slice = (source: string, perUnit: number) =>
      count === units
        ? source
        : channelRange(writer, source, from * perUnit, count * perUnit);
    const unfolded = unfold(
      writer,
      slice(input, channelsPerUnit),
      window,
      count * channelsPerUnit,
    );
    const groupsHere = groups === 1 ? 1 : count;
    parts.push(
      productOverPictures(
        writer,
        groups === 1 ? gradient : slice(gradient, filtersPerGroup),
        unfolded,
        {
          batch,
          groups: groupsHere,
          left: filtersPerGroup,
          right: (count * channelsPerUnit * area) / groupsHere,
          pixels,
        },
      ),
    );
  }
  const axis = groups === 1 ? 2 : 0;
  const whole =
    parts.length === 1
      ? (parts[0] ?? "")
      : writer.node("Concat", parts, { axis });
  const shape = [filters, channels / groups, ...window.size];
  return writer.node("Reshape", [whole, writer.ints(shape)]);
}

/** [batch, channels, height, width] → [batch, channels · window, rows, columns]: every pixel under every window. */
function unfold(
  writer: GraphWriter,
  input: string,
  window: Window,
  channels: number,
): string {
  return writer.node("Conv", [input, oneHotKernels(writer, channels, window)], {
    ...windowAttributes(window),
    group: channels,
  });
}

interface ProductExtents {
  readonly batch: number;
  readonly groups: number;
  /** Rows of a group of the left factor. */
  readonly left: number;
  /** Rows of a group of the right factor. */
  readonly right: number;
  readonly pixels: number;
}

/**
 * left · rightᵀ, group by group, over the pixels of all pictures: [batch, groups · left, pixels] and [batch, groups · right, pixels]
 * give [groups, left, right]. Either a product for each picture, added up, or, where these products would be larger than the
 * pictures, one product of the pictures laid end to end.
 */
function productOverPictures(
  writer: GraphWriter,
  left: string,
  right: string,
  { batch, groups, left: m, right: k, pixels }: ProductExtents,
): string {
  const factor = (source: string, rows: number) =>
    writer.node("Reshape", [
      source,
      writer.ints([batch, groups, rows, pixels]),
    ]);
  const isLarge = m * k > pixels * (m + k);
  if (!isLarge) {
    const transposed = writer.node("Transpose", [factor(right, k)], {
      perm: [0, 1, 3, 2],
    });
    return sumOverBatch(
      writer,
      writer.node("MatMul", [factor(left, m), transposed]),
      batch,
      [groups, m, k],
    );
  }
  const endToEnd = (source: string, rows: number) =>
    writer.node("Reshape", [
      writer.node("Transpose", [factor(source, rows)], { perm: [1, 2, 0, 3] }),
      writer.ints([groups, rows, batch * pixels]),
    ]);
  const transposed = writer.node("Transpose", [endToEnd(right, k)], {
    perm: [0, 2, 1],
  });
  return writer.node("MatMul", [endToEnd(left, m), transposed]);
}

function channelRange(
  writer: GraphWriter,
  value: string,
  from: number,
  count: number,
): string {
  const limits = [writer.ints([from]), writer.ints([from + count])];
  return writer.node("Slice", [value, ...limits, writer.ints([1])]);
}
