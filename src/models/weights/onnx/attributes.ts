import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import type {
  Borders,
  SlidingWindow,
} from "#engine/models/weights/operations/windows.ts";
import type { Feature } from "#engine/models/weights/operations/values.ts";
import type { OnnxOperation } from "./onnx-file.ts";

export function numberOf(
  { attributes }: OnnxOperation,
  key: string,
  fallback: number,
): number {
  const value = attributes.get(key);
  return typeof value === "number" ? value : fallback;
}

export function numbersOf(
  { attributes }: OnnxOperation,
  key: string,
): readonly number[] | undefined {
  const value = attributes.get(key);
  return Array.isArray(value) ? (value as readonly number[]) : undefined;
}

export function textOf(
  { attributes }: OnnxOperation,
  key: string,
  fallback: string,
): string {
  const value = attributes.get(key);
  return typeof value === "string" ? value : fallback;
}

/**
 * How a Conv, MaxPool or AveragePool slides over a picture.
 * @param input its picture, whose channels must come first
 */
export function windowOf(
  operation: OnnxOperation,
  input: Feature,
  size: readonly number[],
): SlidingWindow {
  if (input.shape.length !== 3 || input.order !== "channels-first")
    throw unsupportedForm(
      operation,
      "it slides over something else than a picture with its channels first",
    );
  const strides = pair(operation, numbersOf(operation, "strides") ?? [1, 1]);
  const dilations = pair(
    operation,
    numbersOf(operation, "dilations") ?? [1, 1],
  );
  const window = { size: pair(operation, size), strides, dilations };
  const rule = textOf(operation, "auto_pad", "NOTSET");
  switch (rule) {
    case "NOTSET":
      return { ...window, padding: explicitBorders(operation, input, window) };
    case "VALID":
      return { ...window, padding: "valid" };
    case "SAME_UPPER":
      return { ...window, padding: "same" };
    default:
      throw unsupportedForm(operation, `its auto_pad is ${rule}`);
  }
}

/** With ceil_mode, a last window that hangs over the end: as much border more. */
function explicitBorders(
  operation: OnnxOperation,
  { shape }: Feature,
  window: Omit<SlidingWindow, "padding">,
): Borders {
  const pads = numbersOf(operation, "pads") ?? [0, 0, 0, 0];
  const isRoundedUp = numberOf(operation, "ceil_mode", 0) === 1;
  const border = (axis: 0 | 1): [number, number] => {
    const [before = 0, after = 0] = [pads[axis], pads[axis + 2]];
    if (!isRoundedUp) return [before, after];
    const pixels = shape[axis] ?? 1;
    const stride = window.strides[axis];
    const extent = (window.size[axis] - 1) * window.dilations[axis] + 1;
    const over = (pixels + before + after - extent) % stride;
    const windows = Math.ceil((pixels + before + after - extent) / stride);
    // A window that would start behind the picture is left out.
    const isNeeded = over > 0 && windows * stride < pixels + before;
    return [before, isNeeded ? after + stride - over : after];
  };
  return [border(0), border(1)];
}

function pair(
  operation: OnnxOperation,
  values: readonly number[],
): [number, number] {
  const [height, width] = values;
  if (values.length === 2 && height !== undefined && width !== undefined)
    return [height, width];
  throw unsupportedForm(
    operation,
    `its window has ${values.length} axes, not height and width`,
  );
}
