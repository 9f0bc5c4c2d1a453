import { permute } from "#engine/base/permute.ts";
import type { Rule } from "#engine/models/weights/operations/convert-operations.ts";
import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import {
  convolved,
  pooled,
  withBorders,
} from "#engine/models/weights/operations/windows.ts";
import { numberOf, numbersOf, textOf, windowOf } from "./attributes.ts";
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

/** Pads are an input from version 11 on, an attribute before. */
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
  const [n0, a0 = 0, b0 = 0, c0 = 0, n1, a1 = 0, b1 = 0, c1 = 0] = pads;
  const isFirst = input.order === "channels-first";
  const [channels, rows, columns] = isFirst
    ? ([
        [a0, a1],
        [b0, b1],
        [c0, c1],
      ] as const)
    : ([
        [c0, c1],
        [a0, a1],
        [b0, b1],
      ] as const);
  const isPicture = input.shape.length === 3 && pads.length === 8;
  if (
    !isPicture ||
    !isZeros ||
    has(3) ||
    n0 ||
    n1 ||
    channels[0] ||
    channels[1]
  )
    throw unsupportedForm(
      operation,
      "it puts something else than zeros around a picture",
    );
  return withBorders(network, operation.name, input, [rows, columns]);
}
