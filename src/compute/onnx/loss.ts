import type { GraphWriter } from "./graph-writer.ts";

export interface LossRequest {
  /** ONNX value [batch, classes], before softmax. */
  readonly logits: string;
  /** ONNX value [batch, classes], rows sum to 1. */
  readonly labels: string;
  /** ONNX value [batch]. */
  readonly sampleWeights: string;
  readonly batch: number;
  readonly classes: number;
  /** 0 to 1: this share of every label is spread over all classes. */
  readonly labelSmoothing: number;
}

/**
 * Weighted mean cross-entropy on logits, Σ weight · loss / Σ weight, through log-softmax, so that no logarithm of zero is
 * taken; with its gradient (softmax − labels) · weight / Σ weight. When all weights are zero, loss and gradient are zero.
 * @returns ONNX values: loss [], probabilities [batch, classes], gradient [batch, classes]
 */
export function appendLoss(
  writer: GraphWriter,
  {
    logits,
    labels,
    sampleWeights,
    batch,
    classes,
    labelSmoothing,
  }: LossRequest,
): { loss: string; probabilities: string; gradient: string } {
  const soft =
    labelSmoothing === 0
      ? labels
      : writer.node("Add", [
          writer.node("Mul", [labels, writer.scalar(1 - labelSmoothing)]),
          writer.scalar(labelSmoothing / classes),
        ]);
  const sum = writer.node("ReduceSum", [sampleWeights], { keepdims: 0 });
  const divisor = writer.node("Max", [sum, writer.scalar(SMALLEST_SUM)]);
  const shares = writer.node("Reshape", [
    writer.node("Div", [sampleWeights, divisor]),
    writer.ints([batch, 1]),
  ]);
  const logProbabilities = writer.node("LogSoftmax", [logits], { axis: 1 });
  const weighted = writer.node("Mul", [
    writer.node("Mul", [soft, logProbabilities]),
    shares,
  ]);
  const total = writer.node("ReduceSum", [weighted], { keepdims: 0 });
  const probabilities = writer.node("Softmax", [logits], { axis: 1 });
  const difference = writer.node("Sub", [probabilities, soft]);
  return {
    loss: writer.node("Neg", [total]),
    probabilities,
    gradient: writer.node("Mul", [difference, shares]),
  };
}

/** Keeps 0 / 0 away when every sample weight of a batch is zero. */
const SMALLEST_SUM = 1e-30;
