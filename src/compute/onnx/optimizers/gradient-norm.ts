import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";

/**
 * Appends the factor that brings the norm of all gradients together down to a limit: Razvan Pascanu, Tomas Mikolov, Yoshua Bengio, On
 * the difficulty of training recurrent neural networks, 2013, https://arxiv.org/abs/1211.5063; Keras's `global_clipnorm`.
 * @param squares ONNX values []: Σ g² of each part of the gradient
 * @returns ONNX value [], at most 1
 */
export function appendClipScale(
  writer: GraphWriter,
  squares: readonly string[],
  limit: number,
): string {
  const norm = writer.node("Sqrt", [
    squares.length === 1 ? (squares[0] ?? "") : writer.node("Sum", squares),
  ]);
  const most = writer.scalar(limit);
  return writer.node("Div", [most, writer.node("Max", [norm, most])]);
}

/** Σ g² of a vector. @returns ONNX value [] */
export function appendSquare(writer: GraphWriter, gradient: string): string {
  return writer.node("ReduceSumSquare", [gradient], { keepdims: 0 });
}

/**
 * Σ g² of the gradient XᵀG of a dense kernel, which is not computed for it: ‖XᵀG‖² = Σ (XXᵀ ∘ GGᵀ), two products of the batch's
 * size (Ian Goodfellow, Efficient per-example gradient computations, 2015, https://arxiv.org/abs/1510.01799, has the same idea
 * for single examples).
 * @param inputs ONNX value X [batch, inputs]
 * @param gradient ONNX value G [batch, units]
 * @returns ONNX value [], not below 0
 */
export function appendProductSquare(
  writer: GraphWriter,
  inputs: string,
  gradient: string,
): string {
  const inner = (value: string) =>
    writer.node("Gemm", [value, value], { transB: 1 });
  const sum = writer.node(
    "ReduceSum",
    [writer.node("Mul", [inner(inputs), inner(gradient)])],
    { keepdims: 0 },
  );
  return writer.node("Max", [sum, writer.scalar(0)]);
}
