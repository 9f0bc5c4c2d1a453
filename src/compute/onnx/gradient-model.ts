import type { GradientRequest } from "#engine/compute/executor.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { shapeOf } from "#engine/graph/shapes.ts";
import { flattenCoveringWindows } from "./covering-windows.ts";
import { appendDifferentiation } from "./differentiate.ts";
import { foldSteps } from "./fold.ts";
import { GraphWriter } from "./graph-writer.ts";
import { constantWeights } from "./inference-model.ts";
import { appendChannelsFirst, appendChannelsLast } from "./layout.ts";
import { lowerGraph } from "./lower.ts";
import type { Provider } from "./providers/provider.ts";

/**
 * An ONNX model for a fixed batch: inputs `input` and `outputWeights`; outputs `output`, and `activations` and `gradients` of the
 * layer, all channels last. The gradient is that of Σ outputWeights · logits.
 * @throws StudioError `graph/unknown-layer` when there is no such layer before the final softmax
 */
export function emitGradientModel(
  { graph, weights, layer }: GradientRequest,
  batch: number,
  provider: Provider = "cpu",
): Uint8Array<ArrayBuffer> {
  const { graph: scored, endsInSoftmax } = withoutSoftmax(graph);
  const lowered = lowerGraph(scored, { taps: [layer] });
  const folded = foldSteps(
    lowered,
    weights,
    new Set([layer, scored.output]),
    () => true,
  );
  const writer = new GraphWriter(graph.name, provider);
  const classes = shapeOf(lowered.shapes, scored.output);
  const shape = shapeOf(lowered.shapes, layer);
  const input = writer.input("input", "float32", [batch, ...graph.input.shape]);
  const chosen = writer.input("outputWeights", "float32", [batch, ...classes]);
  const { values, gradients } = appendDifferentiation({
    writer,
    graph: flattenCoveringWindows(folded.graph),
    batch,
    input,
    startGradients: () =>
      new Map([[scored.output, appendChannelsFirst(writer, chosen, classes)]]),
    weight: constantWeights(writer, folded.weights),
    dropoutMask: (name) => {
      throw new RangeError(
        `Inference has no dropout. Received a mask for ${name}.`,
      );
    },
    learns: () => false,
    targets: new Set([layer]),
  });
  const logits = values.get(scored.output) ?? "";
  const output = endsInSoftmax
    ? writer.node("Softmax", [logits], { axis: 1 })
    : logits;
  writer.output(
    "output",
    appendChannelsLast(writer, output, classes),
    "float32",
    [batch, ...classes],
  );
  for (const [name, found] of [
    ["activations", values],
    ["gradients", gradients],
  ] as const) {
    const value = appendChannelsLast(writer, found.get(layer) ?? "", shape);
    writer.output(name, value, "float32", [batch, ...shape]);
  }
  return writer.finish();
}
