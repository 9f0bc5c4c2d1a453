import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";

export interface OptimizerUpdate {
  readonly weight: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** How one optimizer is written as ONNX nodes. */
export interface OptimizerRule<Spec> {
  /**
   * Appends what depends on the step but not on the weight.
   * @param learningRate ONNX value [], float32
   * @param step ONNX value [], float32: the number of this step, from 1
   * @returns ONNX value [], proportional to the learning rate
   */
  stepSize(
    writer: GraphWriter,
    spec: Spec,
    learningRate: string,
    step: string,
  ): string;
  /** Appends the update of ONNX values of one shape. */
  update(
    writer: GraphWriter,
    spec: Spec,
    values: {
      readonly weight: string;
      readonly gradient: string;
      /** Slot name → ONNX value. */
      readonly slots: Readonly<Record<string, string>>;
      readonly stepSize: string;
    },
  ): OptimizerUpdate;
}
