import { appendPictureProduct } from "#engine/compute/onnx/blocked/blocked-convolution.ts";
import type { BlockedLayout } from "#engine/compute/onnx/blocked/blocked-layout.ts";
import type { ConvolutionStep } from "#engine/compute/onnx/steps.ts";
import { sumOverBatch } from "#engine/compute/onnx/sum-over-batch.ts";
import type { GradientContext } from "./gradient-rule.ts";
import { cropped, type Extents } from "./kernel-gradient-parts.ts";
import { reachedInput } from "./windows.ts";

/**
 * d loss / d kernel of a depthwise convolution on blocked pictures, [channels, 1, height, width]: one depthwise convolution over
 * batch · channels planes, in which the gradient is the kernel, and stride and dilation change places. Nothing is unfolded.
 * @param factors input and gradient, in either layout
 * @returns undefined where the channels are no whole blocks
 */
export function blockedDepthwiseKernelGradient(
  { window }: Pick<ConvolutionStep, "window">,
  factors: readonly [input: string, gradient: string],
  { height, width, channels, rows, columns }: Extents,
  {
    writer,
    batch,
    layout,
  }: Pick<GradientContext, "writer" | "batch"> & {
    readonly layout: BlockedLayout;
  },
): string | undefined {
  const { block } = layout;
  if (channels % block !== 0) return undefined;
  const [input = "", gradient = ""] = factors.map((factor) =>
    layout.toBlocked(factor, channels),
  );
  const { used, pads } = reachedInput(window, [height, width], [rows, columns]);
  const planes = batch * channels;
  const product = appendPictureProduct(
    writer,
    croppedBlocks(writer, input, planes / block, [height, width], used, block),
    gradient,
    {
      planes,
      leftSize: used,
      rightSize: [rows, columns],
      window: {
        strides: window.dilations,
        dilations: window.strides,
        pads,
      },
    },
  );
  const area = window.size[0] * window.size[1];
  const sum = sumOverBatch(writer, product, batch, [
    channels / block,
    area,
    block,
  ]);
  const ordered = writer.node("Transpose", [sum], { perm: [0, 2, 1] });
  return writer.node("Reshape", [
    ordered,
    writer.ints([channels, 1, ...window.size]),
  ]);
}

/** The input without the rows and columns at the end that no window reached. */
function croppedBlocks(
  writer: GradientContext["writer"],
  input: string,
  outer: number,
  [height, width]: readonly [number, number],
  used: readonly [number, number],
  block: number,
): string {
  if (used[0] === height && used[1] === width) return input;
  const split = writer.node("Reshape", [
    input,
    writer.ints([outer, height, width, block]),
  ]);
  return cropped(writer, split, [
    { axis: 1, extent: height, end: used[0], step: 1 },
    { axis: 2, extent: width, end: used[1], step: 1 },
  ]);
}
