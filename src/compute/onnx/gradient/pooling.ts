import type {
  GlobalAveragePoolingStep,
  PoolingStep,
  Window,
} from "#engine/compute/onnx/steps.ts";
import { appendWinners } from "./max-pooling-winners.ts";
import { oneHotKernels, outputPadding } from "./windows.ts";
import type { GradientContext, GradientRule } from "./gradient-rule.ts";

/**
 * The gradient goes to the pixel that won, the first of equals. For every place of the window a picture says where that place
 * won; laid side by side (windows that do not overlap) or added by a transposed convolution with one-hot kernels they are
 * the gradient. All in parallel, where ScatterElements is serial.
 */
export const maxPoolingGradient: GradientRule<PoolingStep> = (
  step,
  gradient,
  context,
) => {
  const { writer, batch } = context;
  const { window } = step;
  const input = context.shape(step.inputs[0] ?? "");
  const output = context.shape(step.name);
  const [rows = 1, columns = 1, channels = 1] = output;
  const parts = appendWinners(step, context).map((won) => {
    const part = writer.node("Where", [won, gradient, writer.scalar(0)]);
    return writer.node("Unsqueeze", [part, writer.ints([2])]);
  });
  const stacked = writer.node("Concat", parts, { axis: 2 });
  const isTiling = window.size.every(
    (extent, axis) => extent === window.strides[axis],
  );
  return [
    isTiling
      ? layTiles(step, stacked, context)
      : writer.node(
          "ConvTranspose",
          [
            writer.node("Reshape", [
              stacked,
              writer.ints([batch, channels * parts.length, rows, columns]),
            ]),
            oneHotKernels(writer, channels, window),
          ],
          {
            kernel_shape: window.size,
            strides: window.strides,
            pads: window.pads,
            group: channels,
            output_padding: outputPadding(window, input, output),
          },
        ),
  ];
};

/** Every pixel of a window gets its share; padding takes none. */
export const averagePoolingGradient: GradientRule<PoolingStep> = (
  step,
  gradient,
  context,
) => {
  const { writer } = context;
  const { window } = step;
  const input = context.shape(step.inputs[0] ?? "");
  const output = context.shape(step.name);
  const [rows = 1, columns = 1, channels = 1] = output;
  const shares = writer.constant(pixelShares(window, input, output), [
    1,
    1,
    rows,
    columns,
  ]);
  const kernelShape = [channels, 1, ...window.size];
  const ones = writer.sharedConstant(
    `ones ${kernelShape.join("x")}`,
    kernelShape,
    () => new Float32Array(channels * window.size[0] * window.size[1]).fill(1),
  );
  return [
    writer.node(
      "ConvTranspose",
      [writer.node("Mul", [gradient, shares]), ones],
      {
        kernel_shape: window.size,
        strides: window.strides,
        pads: window.pads,
        group: channels,
        output_padding: outputPadding(window, input, output),
      },
    ),
  ];
};

export const globalAveragePoolingGradient: GradientRule<
  GlobalAveragePoolingStep
> = (step, gradient, { writer, batch, shape }) => {
  const [height = 1, width = 1, channels = 1] = shape(step.inputs[0] ?? "");
  const share = writer.node("Mul", [
    gradient,
    writer.scalar(1 / (height * width)),
  ]);
  const pixel = writer.node("Reshape", [
    share,
    writer.ints([batch, channels, 1, 1]),
  ]);
  return [
    writer.node("Expand", [
      pixel,
      writer.ints([batch, channels, height, width]),
    ]),
  ];
};

/** [batch, channels, window, rows, columns] → [batch, channels, height, width] where windows tile the picture. */
function layTiles(
  step: PoolingStep,
  stacked: string,
  { writer, batch, shape }: GradientContext,
): string {
  const { size, pads } = step.window;
  const [height = 1, width = 1, channels = 1] = shape(step.inputs[0] ?? "");
  const [rows = 1, columns = 1] = shape(step.name);
  const split = writer.ints([batch, channels, size[0], size[1], rows, columns]);
  const tiled = writer.node(
    "Transpose",
    [writer.node("Reshape", [stacked, split])],
    {
      perm: [0, 1, 4, 2, 5, 3],
    },
  );
  const covered = [rows * size[0], columns * size[1]] as const;
  const whole = writer.node("Reshape", [
    tiled,
    writer.ints([batch, channels, ...covered]),
  ]);
  const missing = [
    Math.max(0, height + pads[0] - covered[0]),
    Math.max(0, width + pads[1] - covered[1]),
  ] as const;
  const reached =
    missing[0] + missing[1] === 0
      ? whole
      : writer.node("Pad", [
          whole,
          writer.ints([0, 0, ...missing]),
          writer.scalar(0),
          writer.ints([2, 3]),
        ]);
  const isExact =
    covered[0] + missing[0] === height && covered[1] + missing[1] === width;
  if (isExact) return reached;
  return writer.node("Slice", [
    reached,
    writer.ints([pads[0], pads[1]]),
    writer.ints([pads[0] + height, pads[1] + width]),
    writer.ints([2, 3]),
  ]);
}

/** For every window, one over the number of its pixels that lie in the picture. */
function pixelShares(
  { size, strides, pads }: Window,
  input: readonly number[],
  [rows = 1, columns = 1]: readonly number[],
): Float32Array {
  const inside = (place: number, axis: 0 | 1) => {
    const start = place * strides[axis] - pads[axis];
    return Math.min(start + size[axis], input[axis] ?? 1) - Math.max(start, 0);
  };
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => 1 / (inside(Math.floor(i / columns), 0) * inside(i % columns, 1)),
  );
}
