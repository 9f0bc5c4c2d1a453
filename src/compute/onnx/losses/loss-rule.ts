import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";

/** ONNX values that a loss is computed from. */
export interface LossInputs {
  /** [batch, classes], before softmax. */
  readonly scores: string;
  /** [batch, classes], rows sum to 1. */
  readonly labels: string;
  /** [batch, 1]: sample weights divided by their sum. */
  readonly shares: string;
}

/** ONNX values that a loss gives. */
export interface LossValues {
  /** [] */
  readonly loss: string;
  /** [batch, classes] */
  readonly probabilities: string;
  /** [batch, classes]: d loss / d scores. */
  readonly gradient: string;
}

/** Appends a loss and its gradient. */
export type LossRule<Spec> = (
  writer: GraphWriter,
  spec: Spec,
  inputs: LossInputs,
) => LossValues;
