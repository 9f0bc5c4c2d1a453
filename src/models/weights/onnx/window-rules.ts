import { permute } from "#engine/base/permute.ts";
import type { Rule } from "#engine/models/weights/operations/convert-operations.ts";
import {
  axisFromFront,
  shapeInFile,
  type Feature,
} from "#engine/models/weights/operations/values.ts";
import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import {
  convolved,
  pooled,
  withBorders,
} from "#engine/models/weights/operations/windows.ts";
import { numberOf, numbersOf, textOf, windowOf } from "./attributes.ts";
import { constantSlice } from "./constant-rules.ts";
import type { OnnxOperation } from "./onnx-file.ts";

type OnnxRule = Rule<OnnxOperation>;
type Arguments = Parameters<OnnxRule>;
type Result = ReturnType<OnnxRule>;

/** Kernels of ONNX are [out, in / groups, height, width]. */
export function convolution(
  ...[operation, { network, feature, constant, has }]: Arguments
): Result {
  const input = feature(0);
  const stored = constant(1);
  const window = windowOf(operation, input, stored.shape.slice(2));
  const kernel = permute(stored, [2, 3, 1, 0]);
  const bias = has(2) ? constant(2) : undefined;
  const groups = numberOf(operation, "group", 1);
  return convolved(network, operation, input, window, { kernel, bias }, groups);
}

export function pooling(kind: "max" | "average"): OnnxRule {
  return (operation, { network, feature }) => {
    const input = feature(0);
    const size = numbersOf(operation, "kernel_shape") ?? [];
    const window = windowOf(operation, input, size);
    const countsBorders = numberOf(operation, "count_include_pad", 0) === 1;
    const isRoundedUp = numberOf(operation, "ceil_mode", 0) === 1;
    if (kind === "average" && countsBorders && isRoundedUp)
      throw unsupportedForm(
        operation,
        "it averages with a border and with a last window that hangs over it",
      );
    return pooled(network, operation, input, window, kind, countsBorders);
  };
}

/** Zeros around a picture, or channels of zeros. Pads are an input from version 11 on, an attribute before; axes came with version 18. */
export function padding(
  ...[operation, { network, feature, constant, has }]: Arguments
): Result {
  const input = feature(0);
  const pads = has(1)
    ? [...constant(1).data]
    : (numbersOf(operation, "pads") ?? []);
  const value = has(2) ? constant(2).data[0] : numberOf(operation, "value", 0);
  const isZeros =
    textOf(operation, "mode", "constant") === "constant" && value === 0;
  const { name } = operation;
  if (input.shape.length !== 3 || !isZeros || pads.some((count) => count < 0))
    throw unsupportedForm(
      operation,
      "it puts something else than zeros around a picture",
    );
  const axes = has(3) ? [...constant(3).data] : [0, 1, 2, 3];
  const around = bordersByAxis(operation, input, axes, pads);
  const bordered = withBorders(network, name, input, [
    around.height,
    around.width,
  ]);
  return around.channels.every((count) => count === 0)
    ? bordered
    : network.add(name, "padChannels", { padding: around.channels }, [
        bordered,
      ]);
}

/** A part of a picture, or of a list of numbers. */
export const slice: OnnxRule = (operation, context) => {
  const { network, value, constant, has } = context;
  const input = value(0);
  if (input.kind === "constant") return constantSlice(operation, context);
  const starts = constant(1).data;
  const ends = constant(2).data;
  const axes = has(3) ? [...constant(3).data] : [...starts.keys()];
  const steps = has(4) ? constant(4).data : [1];
  if (input.shape.length !== 3 || steps.some((step) => step !== 1))
    throw unsupportedForm(operation, "it takes single rows of a picture");
  const extents = [1, ...shapeInFile(input)];
  const cut = axes.flatMap((given, i) => {
    const extent = extents[axisFromFront(given, input)] ?? 1;
    const place = (at = 0) =>
      Math.min(extent, Math.max(0, at < 0 ? at + extent : at));
    return [[place(starts[i]), extent - place(ends[i])] as const];
  });
  const around = bordersByAxis(operation, input, axes, [
    ...cut.map(([before]) => before),
    ...cut.map(([, after]) => after),
  ]);
  const isWhole = around.channels.every((count) => count === 0);
  if (!isWhole) throw unsupportedForm(operation, "it takes a part of channels");
  const cropping = [around.height, around.width] as const;
  return cropping.flat().every((count) => count === 0)
    ? input
    : network.add(operation.name, "cropping2d", { cropping }, [input]);
};

/** @param counts what is before each of the axes, then what is behind each */
function bordersByAxis(
  operation: OnnxOperation,
  input: Feature,
  axes: readonly number[],
  counts: readonly number[],
): Record<"height" | "width" | "channels", [number, number]> {
  const around = [0, 1, 2, 3].map((): [number, number] => [0, 0]);
  for (const [i, axis] of axes.entries())
    around[axisFromFront(axis, input)] = [
      counts[i] ?? 0,
      counts[i + axes.length] ?? 0,
    ];
  const none: [number, number] = [0, 0];
  const [batch = none, first = none, second = none, third = none] = around;
  if (batch.some((count) => count !== 0))
    throw unsupportedForm(operation, "it changes how many pictures there are");
  return input.order === "channels-first"
    ? { channels: first, height: second, width: third }
    : { height: first, width: second, channels: third };
}
