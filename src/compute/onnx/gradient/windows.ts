import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { Pads, Window } from "#engine/compute/onnx/steps.ts";

/** Pixels that a window spans along an axis, dilation included. */
export function reachOf(window: Window, axis: number): number {
  return ((window.size[axis] ?? 1) - 1) * (window.dilations[axis] ?? 1) + 1;
}

/**
 * The part of the input that the windows reach, [height, width] from its start, and the padding around it with which the windows fit
 * exactly: what is left out at the end would be a negative padding.
 */
export function reachedInput(
  window: Window,
  input: readonly [height: number, width: number],
  output: readonly [rows: number, columns: number],
): { readonly used: readonly [number, number]; readonly pads: Pads } {
  const along = (axis: 0 | 1) => {
    const before = window.pads[axis];
    const reached =
      reachOf(window, axis) +
      (output[axis] - 1) * window.strides[axis] -
      before;
    const used = Math.min(input[axis], reached);
    return { used, before, after: reached - used };
  };
  const [down, across] = [along(0), along(1)];
  return {
    used: [down.used, across.used],
    pads: [down.before, across.before, down.after, across.after],
  };
}

/** Rows and columns that a transposed convolution must add at the end to reach the input's size again. */
export function outputPadding(
  window: Window,
  input: readonly number[],
  output: readonly number[],
): readonly number[] {
  return [0, 1].map((axis) => {
    const before = window.pads[axis] ?? 0;
    const after = window.pads[axis + 2] ?? 0;
    const stride = window.strides[axis] ?? 1;
    const reached =
      ((output[axis] ?? 1) - 1) * stride +
      reachOf(window, axis) -
      before -
      after;
    return (input[axis] ?? 1) - reached;
  });
}

/** [channels · window, 1, height, width]: filter i of a channel picks pixel i of the window. */
export function oneHotKernels(
  writer: GraphWriter,
  channels: number,
  { size }: Window,
): string {
  const area = size[0] * size[1];
  return writer.sharedConstant(
    `one-hot ${channels}x${size.join("x")}`,
    [channels * area, 1, ...size],
    () => {
      const data = new Float32Array(channels * area * area);
      for (let row = 0; row < channels * area; row++)
        data[row * area + (row % area)] = 1;
      return data;
    },
  );
}

/** A kernel turned by 180°. */
export function turnKernel(
  writer: GraphWriter,
  kernel: string,
  { size }: Window,
): string {
  if (size[0] === 1 && size[1] === 1) return kernel;
  const beyond = -(2 ** 31);
  return writer.node("Slice", [
    kernel,
    writer.ints([-1, -1]),
    writer.ints([beyond, beyond]),
    writer.ints([2, 3]),
    writer.ints([-1, -1]),
  ]);
}
