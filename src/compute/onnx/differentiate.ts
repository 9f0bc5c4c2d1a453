import { shapeOf } from "#engine/graph/shapes.ts";
import type { ByProducts, ForwardContext } from "./forward/forward-rule.ts";
import { appendSteps } from "./forward/rules.ts";
import { appendGradients } from "./gradient/rules.ts";
import type { GraphWriter } from "./graph-writer.ts";
import { appendChannelsFirst, pictureShape } from "./layout.ts";
import { weightsOf, type StepGraph, type WeightReference } from "./steps.ts";

export interface DifferentiationRequest {
  readonly writer: GraphWriter;
  readonly graph: StepGraph;
  readonly batch: number;
  /** ONNX value of the graph's input, channels last. */
  readonly input: string;
  /** Value that the gradient starts from; `startGradient` is called when its forward value exists. */
  readonly from: string;
  readonly startGradient: (value: string) => string;
  readonly weight: (reference: WeightReference) => string;
  readonly dropoutMask: (layer: string) => string;
  readonly learns: (reference: WeightReference) => boolean;
  /** Values whose gradients are wanted. */
  readonly targets: ReadonlySet<string>;
}

export interface Differentiation {
  /** Value name → ONNX value, inside layout. */
  readonly values: ReadonlyMap<string, string>;
  /** Value name → ONNX value of its gradient, inside layout; only where it was needed. */
  readonly gradients: ReadonlyMap<string, string>;
  /** Weight key → ONNX value of its gradient, inside layout. */
  readonly weightGradients: ReadonlyMap<string, string>;
  /** Step name → what its forward rule kept. */
  readonly byProducts: ReadonlyMap<string, ByProducts>;
}

/** Appends a network's forward pass and then the gradients of one of its values, for weights that learn and chosen values. */
export function appendDifferentiation(
  request: DifferentiationRequest,
): Differentiation {
  const { writer, graph, batch, weight, dropoutMask, learns } = request;
  const needed = valuesThatNeedGradient(graph, learns, request.targets);
  const byProducts = new Map<string, ByProducts>();
  const weightGradients = new Map<string, string>();
  const values = new Map([
    [
      graph.input.name,
      appendChannelsFirst(writer, request.input, graph.input.shape),
    ],
  ]);
  const shared: Pick<
    ForwardContext,
    "writer" | "weight" | "shape" | "dropoutMask"
  > = {
    writer,
    weight,
    dropoutMask,
    shape: (value) => pictureShape(shapeOf(graph.shapes, value)),
  };
  appendSteps(graph.steps, values, {
    ...shared,
    needsGradient: (step) => step.inputs.some((input) => needed.has(input)),
    keepByProducts: (step, kept) => byProducts.set(step.name, kept),
  });
  const start = request.startGradient(values.get(request.from) ?? "");
  const gradients = appendGradients(graph.steps, request.from, start, {
    ...shared,
    batch,
    learns,
    value: (name) => values.get(name) ?? "",
    byProduct: (step, name) => byProducts.get(step.name)?.[name] ?? "",
    needsGradient: (value) => needed.has(value),
    addWeightGradient: ({ key }, gradient) =>
      weightGradients.set(key, gradient),
  });
  return { values, gradients, weightGradients, byProducts };
}

/** The targets, what is computed from them, and what is computed with weights that learn. */
function valuesThatNeedGradient(
  graph: StepGraph,
  learns: (reference: WeightReference) => boolean,
  targets: ReadonlySet<string>,
): ReadonlySet<string> {
  const needed = new Set(targets);
  for (const step of graph.steps) {
    const dependsOn = step.inputs.some((input) => needed.has(input));
    if (dependsOn || weightsOf(step).some(learns)) needed.add(step.name);
  }
  return needed;
}
