import { CROSS_ENTROPY, type LossSpec } from "#engine/compute/loss-spec.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import { euclideanRbf } from "./euclidean-rbf.ts";
import type { LossRule, LossValues } from "./loss-rule.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

type SpecOf<Kind extends LossSpec["kind"]> = Extract<
  LossSpec,
  { readonly kind: Kind }
>;

/** How each kind of loss is written as ONNX nodes. */
const LOSS_RULES: {
  readonly [Kind in LossSpec["kind"]]: LossRule<SpecOf<Kind>>;
} = { softmaxCrossEntropy, euclideanRbf };

export interface LossRequest {
  /** Default: cross-entropy. */
  readonly spec: LossSpec | undefined;
  /** ONNX value [batch, classes], before softmax. */
  readonly scores: string;
  /** ONNX value [batch, classes], rows sum to 1. */
  readonly labels: string;
  /** ONNX value [batch]. */
  readonly sampleWeights: string;
  readonly batch: number;
  readonly classes: number;
  /** 0 to 1: this share of every label is spread over all classes. */
  readonly labelSmoothing: number;
}

/** Appends a loss, Σ weight · loss / Σ weight, with its gradient. When all weights are zero, loss and gradient are zero. */
export function appendLoss(
  writer: GraphWriter,
  { spec = CROSS_ENTROPY, scores, ...request }: LossRequest,
): LossValues {
  const { labels, labelSmoothing, sampleWeights, batch, classes } = request;
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
  const rule = LOSS_RULES[spec.kind] as LossRule<LossSpec>;
  return rule(writer, spec, { scores, labels: soft, shares });
}

/** Keeps 0 / 0 away when every sample weight of a batch is zero. */
const SMALLEST_SUM = 1e-30;
