import { formOf } from "#engine/compute/onnx/providers/operation-forms.ts";
import type { PoolingStep, Window } from "#engine/compute/onnx/steps.ts";
import { reachOf } from "./windows.ts";
import type { GradientContext } from "./gradient-rule.ts";

/**
 * Where each place of the window won, the first of equals: for every place, in rows, an ONNX value [batch, channels, rows, columns]
 * of truth values.
 */
export function appendWinners(
  step: PoolingStep,
  context: GradientContext,
): readonly string[] {
  return formOf("maxPoolingWinners", context.writer.provider) === "native"
    ? winnersByIndices(step, context)
    : winnersByValues(step, context);
}

function winnersByIndices(
  step: PoolingStep,
  context: GradientContext,
): readonly string[] {
  const { writer, batch } = context;
  const input = context.shape(step.inputs[0] ?? "");
  const output = context.shape(step.name);
  const [height = 1, width = 1, channels = 1] = input;
  const [rows = 1, columns = 1] = output;
  const planes = writer.ints(
    Array.from(
      { length: batch * channels },
      (_, plane) => plane * height * width,
    ),
    [batch, channels, 1, 1],
  );
  const places = writer.node("Sub", [
    context.byProduct(step, "indices"),
    planes,
  ]);
  return windowPlaces(step.window).map(([down, across]) => {
    const place = writer.ints(
      placeIndices(step.window, input, output, down, across),
      [1, 1, rows, columns],
    );
    return writer.node("Equal", [places, place]);
  });
}

/** For every window, the index in its plane of the pixel at one place; −1 where that is padding. */
function placeIndices(
  { strides, pads }: Window,
  [height = 1, width = 1]: readonly number[],
  [rows = 1, columns = 1]: readonly number[],
  down: number,
  across: number,
): number[] {
  return Array.from({ length: rows * columns }, (_, i) => {
    const y = Math.floor(i / columns) * strides[0] - pads[0] + down;
    const x = (i % columns) * strides[1] - pads[1] + across;
    return y < 0 || x < 0 || y >= height || x >= width ? -1 : y * width + x;
  });
}

/**
 * Without indices: going backwards over the places of the window, the number of the last place seen whose pixel equals the largest
 * one, so that the first of equals remains.
 */
function winnersByValues(
  step: PoolingStep,
  context: GradientContext,
): readonly string[] {
  const { writer } = context;
  const { window } = step;
  const [inputName = ""] = step.inputs;
  const input = context.shape(inputName);
  const [rows = 1, columns = 1] = context.shape(step.name);
  const largest = context.value(step.name);
  const padded = padForWindows(step, context.value(inputName), input, context);
  const places = windowPlaces(window);
  const first = places.reduceRight((later, [down, across], place) => {
    const pixels = writer.node("Slice", [
      padded,
      writer.ints([down, across]),
      writer.ints([
        down + (rows - 1) * window.strides[0] + 1,
        across + (columns - 1) * window.strides[1] + 1,
      ]),
      writer.ints([2, 3]),
      writer.ints(window.strides),
    ]);
    const isLargest = writer.node("Equal", [pixels, largest]);
    return writer.node("Where", [isLargest, writer.scalar(place), later]);
  }, writer.scalar(places.length));
  return places.map((_, place) =>
    writer.node("Equal", [first, writer.scalar(place)]),
  );
}

/** The input with the windows' padding as values that never win, and as many rows and columns as the windows reach. */
function padForWindows(
  { window, name }: PoolingStep,
  value: string,
  input: readonly number[],
  context: GradientContext,
): string {
  const output = context.shape(name);
  const missing = [0, 1].map((axis) => {
    const before = window.pads[axis] ?? 0;
    const reached =
      ((output[axis] ?? 1) - 1) * (window.strides[axis] ?? 1) +
      reachOf(window, axis);
    return Math.max(0, reached - (input[axis] ?? 1) - before);
  });
  const pads = [window.pads[0], window.pads[1], ...missing];
  if (pads.every((pad) => pad === 0)) return value;
  const { writer } = context;
  return writer.node(
    "Pad",
    [value, writer.ints(pads), writer.scalar(LOWEST), writer.ints([2, 3])],
    { mode: "constant" },
  );
}

/** The lowest 32-bit float: WebGPU's shading language has no infinities. */
const LOWEST = -3.4028234663852886e38;

/** Every place of a window, [row, column]. */
function windowPlaces({ size }: Window): (readonly [number, number])[] {
  return Array.from({ length: size[0] * size[1] }, (_, i) => [
    Math.floor(i / size[1]),
    i % size[1],
  ]);
}
