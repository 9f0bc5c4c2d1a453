import { blockedForm } from "./blocked/blocked-convolution.ts";
import type { BlockedLayout } from "./blocked/blocked-layout.ts";
import {
  readersOf,
  type BatchNormalizationStep,
  type ConvolutionStep,
  type NormalizedConvolutionStep,
  type Step,
  type StepGraph,
} from "./steps.ts";

/**
 * Makes one step of every convolution and the batch normalization behind it, where that saves passes over the large value between
 * them and nothing else reads that value.
 * @param keep names of values that must exist afterwards
 * @param layout of the graph that is written, if it uses blocked pictures
 */
export function fuseNormalization(
  graph: StepGraph,
  keep: ReadonlySet<string>,
  layout: BlockedLayout | undefined,
): StepGraph {
  const readers = readersOf(graph.steps);
  const result = new Map<string, Step>();
  for (const step of graph.steps) {
    const [input = ""] = step.inputs;
    const before = result.get(input);
    const fused =
      step.kind === "batchNormalization" &&
      before?.kind === "convolution" &&
      !keep.has(input) &&
      readers.get(input)?.length === 1
        ? fuse(before, step, graph, layout)
        : undefined;
    if (fused) result.delete(input);
    result.set(step.name, fused ?? step);
  }
  return { ...graph, steps: [...result.values()] };
}

function fuse(
  convolution: ConvolutionStep,
  normalization: BatchNormalizationStep,
  graph: StepGraph,
  layout: BlockedLayout | undefined,
): NormalizedConvolutionStep | undefined {
  const strategy = strategyFor(convolution, normalization, graph, layout);
  if (strategy === undefined) return undefined;
  const { name, layer } = normalization;
  const { inputs } = convolution;
  const kind = "normalizedConvolution";
  return { kind, name, layer, inputs, convolution, normalization, strategy };
}

function strategyFor(
  convolution: ConvolutionStep,
  normalization: BatchNormalizationStep,
  { shapes }: StepGraph,
  layout: BlockedLayout | undefined,
): NormalizedConvolutionStep["strategy"] | undefined {
  if (normalization.statistics === "running") return "folded";
  const inputShape = shapes.get(convolution.inputs[0] ?? "") ?? [];
  const filters = shapes.get(convolution.name)?.at(-1) ?? 1;
  if (inputShape.length !== 3) return undefined;
  const channels = inputShape[2] ?? 1;
  const { groups, window } = convolution;
  const isPoint =
    groups === 1 &&
    [...window.size, ...window.strides].every((extent) => extent === 1) &&
    window.pads.every((pad) => pad === 0);
  if (isPoint && channels ** 2 < MOST_COVARIANCE * filters) return "covariance";
  const isBlocked =
    layout !== undefined &&
    filters % layout.block === 0 &&
    blockedForm(layout, { groups, filters, inputShape, window }) !== undefined;
  return isBlocked ? "shifted" : undefined;
}

/** The covariance costs 2 · channels² / filters products for every number of the result; the passes that it saves cost about as much at this ratio. */
const MOST_COVARIANCE = 80;
