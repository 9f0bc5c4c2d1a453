import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";

/** Of a convolution's input and output, the batch aside. */
export interface Extents {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  readonly filters: number;
}

/** Input and gradient of a convolution, ONNX values [batch, channels, height, width]. */
export interface Factors {
  readonly input: string;
  readonly gradient: string;
}

/** Keeps 0, step, 2 · step … below `end` of an axis that has `extent`. */
export interface Crop {
  readonly axis: number;
  readonly extent: number;
  readonly end: number;
  readonly step: number;
}

export function cropped(
  writer: GraphWriter,
  value: string,
  crops: readonly Crop[],
): string {
  const needed = crops.filter(
    ({ extent, end, step }) => end < extent || step > 1,
  );
  if (needed.length === 0) return value;
  return writer.node("Slice", [
    value,
    writer.ints(needed.map(() => 0)),
    writer.ints(needed.map(({ end }) => end)),
    writer.ints(needed.map(({ axis }) => axis)),
    writer.ints(needed.map(({ step }) => step)),
  ]);
}
