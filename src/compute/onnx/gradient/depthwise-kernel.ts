import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { ConvolutionStep, Window } from "#engine/compute/onnx/steps.ts";
import { sumOverBatch } from "#engine/compute/onnx/sum-over-batch.ts";
import type { GradientContext } from "./gradient-rule.ts";
import {
  cropped,
  type Extents,
  type Factors,
} from "./kernel-gradient-parts.ts";
import { reachedInput, reachOf } from "./windows.ts";

/** Up to this width the matrix form is two to three times as fast as the convolution; above, it wastes more than it wins. */
const WIDEST_MATRIX = 32;

/** d loss / d kernel of a depthwise convolution, [filters, 1, height, width]. */
export function depthwiseKernelGradient(
  step: Pick<ConvolutionStep, "window">,
  factors: Factors,
  extents: Extents,
  context: GradientContext,
): string {
  const isNarrow = Math.max(extents.width, extents.columns) <= WIDEST_MATRIX;
  return extents.filters === extents.channels && isNarrow
    ? byMatrixProducts(step, factors, extents, context)
    : byConvolution(step, factors, extents, context);
}

/**
 * For every row of the kernel: the product, over all rows of all pictures, of every column of the input with every column of the
 * gradient. The few pairs of columns that a place of the kernel connects are then picked and summed by a 0/1 matrix.
 */
function byMatrixProducts(
  step: Pick<ConvolutionStep, "window">,
  { input: picture, gradient }: Factors,
  extents: Extents,
  { writer, batch }: GradientContext,
): string {
  const { height, width, channels, rows, columns } = extents;
  const { size, strides, dilations, pads } = step.window;
  const byChannel = (source: string) =>
    writer.node("Transpose", [source], { perm: [1, 0, 2, 3] });
  const lines = batch * rows;
  const output = writer.node("Reshape", [
    byChannel(gradient),
    writer.ints([channels, lines, columns]),
  ]);
  const bottom =
    reachOf(step.window, 0) + (rows - 1) * strides[0] - pads[0] - height;
  const input = paddedRows(
    writer,
    byChannel(picture),
    pads[0],
    Math.max(0, bottom),
  );
  const picks = writer.sharedConstant(
    `column pairs ${width}>${columns} ${size[1]}/${strides[1]}/${dilations[1]}/${pads[1]}`,
    [width * columns, size[1]],
    () => columnPairs(step.window, width, columns),
  );
  const kernelRows = Array.from({ length: size[0] }, (_, row) => {
    const first = row * dilations[0];
    const seen = writer.node("Slice", [
      input,
      writer.ints([first]),
      writer.ints([first + (rows - 1) * strides[0] + 1]),
      writer.ints([2]),
      writer.ints([strides[0]]),
    ]);
    const columnsFirst = writer.node(
      "Transpose",
      [writer.node("Reshape", [seen, writer.ints([channels, lines, width])])],
      { perm: [0, 2, 1] },
    );
    const pairs = writer.node("MatMul", [columnsFirst, output]);
    const flat = writer.node("Reshape", [
      pairs,
      writer.ints([channels, width * columns]),
    ]);
    return writer.node("MatMul", [flat, picks]);
  });
  const whole =
    kernelRows.length === 1
      ? (kernelRows[0] ?? "")
      : writer.node("Concat", kernelRows, { axis: 1 });
  return writer.node("Reshape", [whole, writer.ints([channels, 1, ...size])]);
}

function paddedRows(
  writer: GraphWriter,
  value: string,
  top: number,
  bottom: number,
): string {
  return top + bottom === 0
    ? value
    : writer.node("Pad", [
        value,
        writer.ints([top, bottom]),
        writer.scalar(0),
        writer.ints([2]),
      ]);
}

/** [input column · output column, kernel column]: 1 where the kernel's column connects the two. */
function columnPairs(
  window: Window,
  width: number,
  columns: number,
): Float32Array {
  const kernelWidth = window.size[1];
  const pairs = new Float32Array(width * columns * kernelWidth);
  for (let column = 0; column < columns; column++) {
    for (let place = 0; place < kernelWidth; place++) {
      const x =
        column * window.strides[1] +
        place * window.dilations[1] -
        window.pads[1];
      if (x >= 0 && x < width)
        pairs[(x * columns + column) * kernelWidth + place] = 1;
    }
  }
  return pairs;
}

/**
 * One convolution over batch · channels groups, in which the gradient is the kernel and stride and dilation change
 * places. The input is cropped to what the windows reached, so that no padding turns negative.
 */
function byConvolution(
  step: Pick<ConvolutionStep, "window">,
  { input: picture, gradient }: Factors,
  { height, width, channels, rows, columns, filters }: Extents,
  { writer, batch }: GradientContext,
): string {
  const { window } = step;
  const { used, pads } = reachedInput(window, [height, width], [rows, columns]);
  const input = cropped(writer, picture, [
    { axis: 2, extent: height, end: used[0], step: 1 },
    { axis: 3, extent: width, end: used[1], step: 1 },
  ]);
  const perPicture = writer.node(
    "Conv",
    [
      writer.node("Reshape", [
        input,
        writer.ints([1, batch * channels, ...used]),
      ]),
      writer.node("Reshape", [
        gradient,
        writer.ints([batch * filters, 1, rows, columns]),
      ]),
    ],
    {
      kernel_shape: [rows, columns],
      strides: window.dilations,
      dilations: window.strides,
      pads,
      group: batch * channels,
    },
  );
  return sumOverBatch(writer, perPicture, batch, [filters, 1, ...window.size]);
}
