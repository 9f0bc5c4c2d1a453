import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { layersFor } from "#engine/graph/cut.ts";
import { inferShapes, shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { innerShape, lowerLayer } from "./lower-layer.ts";
import type { Step, StepGraph } from "./steps.ts";

export interface LoweringOptions {
  /** Layers whose values are wanted besides the output. */
  readonly taps?: readonly string[];
  /** Whether dropout layers stay, to be fed with masks; default false. */
  readonly keepDropout?: boolean;
  /** Whether a batch normalization layer uses the statistics of the batch; default never. */
  readonly usesBatchStatistics?: (layer: string) => boolean;
}

/**
 * Turns a layer graph into steps with every shape and padding worked out. Layers that neither the output nor a tap needs are
 * left out.
 * @throws StudioError `graph/…` as `inferShapes`, `graph/unknown-layer` for a tap that is not there
 */
export function lowerGraph(
  graph: LayerGraph,
  options: LoweringOptions = {},
): StepGraph {
  const known = inferShapes(graph);
  const wanted = [graph.output, ...(options.taps ?? [])];
  wanted.forEach((name) => shapeOf(known, name));
  const shapes = new Map<string, Shape>(known);
  const steps: Step[] = [];
  for (const layer of layersFor(graph, wanted)) {
    const input = shapeOf(known, layer.inputs[0] ?? "");
    const output = shapeOf(known, layer.name);
    for (const step of lowerLayer(layer, input, options)) {
      steps.push(step);
      shapes.set(step.name, innerShape(layer, step, input) ?? output);
    }
  }
  return { input: graph.input, steps, output: graph.output, shapes };
}
