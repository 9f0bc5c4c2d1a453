import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { appendLoss, type LossRequest } from "./rules.ts";

/** ONNX values of a network's loss. */
export interface TotalLoss {
  /** [] */
  readonly loss: string;
  /** [batch, classes], of the output. */
  readonly probabilities: string;
  /** Output → d loss / d its scores. */
  readonly gradients: ReadonlyMap<string, string>;
}

/**
 * Appends the loss of a network: that of its output, and of every auxiliary output its weight times the same loss.
 * @param scored without softmax
 * @param valueOf gives an output's scores
 */
export function appendTotalLoss(
  writer: GraphWriter,
  scored: LayerGraph,
  valueOf: (output: string) => string,
  request: Omit<LossRequest, "scores">,
): TotalLoss {
  const main = appendLoss(writer, {
    ...request,
    scores: valueOf(scored.output),
  });
  const gradients = new Map([[scored.output, main.gradient]]);
  let { loss } = main;
  for (const { layer, lossWeight } of scored.auxiliaryOutputs ?? []) {
    const part = appendLoss(writer, { ...request, scores: valueOf(layer) });
    const weighted = (value: string) =>
      writer.node("Mul", [value, writer.scalar(lossWeight)]);
    loss = writer.node("Add", [loss, weighted(part.loss)]);
    gradients.set(layer, weighted(part.gradient));
  }
  return { loss, probabilities: main.probabilities, gradients };
}
