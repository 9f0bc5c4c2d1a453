import { shapeOf } from "#engine/graph/shapes.ts";
import type { BlockedLayout } from "./blocked/blocked-layout.ts";
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
  /** Where the graph may use blocked pictures. */
  readonly layout?: BlockedLayout | undefined;
  /** ONNX value of the graph's input, channels last. */
  readonly input: string;
  /**
   * Value name → ONNX value of the gradient that starts there; called when forward values exist, with what gives them in the
   * layout inside.
   */
  readonly startGradients: (
    valueOf: (name: string) => string,
  ) => ReadonlyMap<string, string>;
  readonly weight: (reference: WeightReference) => string;
  readonly dropoutMask: (layer: string) => string;
  readonly learns: (reference: WeightReference) => boolean;
  /** Weights whose gradient the caller computes from values and gradients of the step that reads them; default none. */
  readonly learnsOutside?: (reference: WeightReference) => boolean;
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

/** Appends a network's forward pass and then the gradients of its outcomes, for weights that learn and chosen values. */
export function appendDifferentiation(
  request: DifferentiationRequest,
): Differentiation {
  const { writer, graph, batch, layout, weight, dropoutMask, learns } = request;
  const needed = valuesThatNeedGradient(
    graph,
    (reference) =>
      learns(reference) || request.learnsOutside?.(reference) === true,
    request.targets,
  );
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
    "writer" | "batch" | "layout" | "weight" | "shape" | "dropoutMask"
  > = {
    writer,
    batch,
    layout,
    weight,
    dropoutMask,
    shape: (value) => pictureShape(shapeOf(graph.shapes, value)),
  };
  appendSteps(graph.steps, values, {
    ...shared,
    needsGradient: (step) => step.inputs.some((input) => needed.has(input)),
    keepByProducts: (step, kept) => byProducts.set(step.name, kept),
  });
  const plainValue = (name: string) => {
    const value = values.get(name) ?? "";
    return layout?.toPlain(value) ?? value;
  };
  const starts = request.startGradients(plainValue);
  const gradients = appendGradients(graph.steps, starts, {
    ...shared,
    batch,
    layout,
    learns,
    value: plainValue,
    rawValue: (name) => values.get(name) ?? "",
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
