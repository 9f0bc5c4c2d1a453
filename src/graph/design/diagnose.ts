import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { outputShape } from "#engine/graph/output-shape.ts";
import {
  countParameters,
  type ParameterCount,
} from "#engine/graph/parameters.ts";
import { receptiveFields } from "#engine/graph/receptive-field.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import { designNodes, type Design } from "./design.ts";
import {
  problemOf,
  problemOfAnswer,
  problemOfInput,
  type LayerProblem,
} from "./design-problems.ts";

/** What is known of one layer of a design; figures are null where an earlier layer is impossible. */
export interface LayerDiagnosis {
  readonly name: string;
  readonly outputShape: Shape | null;
  readonly parameters: ParameterCount | null;
  readonly multiplyAdds: number | null;
  /** Pixels of a side, or steps of a sequence, that one value sees; null for vectors. */
  readonly receptiveField: number | null;
  readonly problem: LayerProblem | null;
}

export interface DesignDiagnosis {
  /** One for each layer, in order. */
  readonly layers: readonly LayerDiagnosis[];
  /** Of the input's shape, or of a design without layers; null where it is fine. */
  readonly inputProblem: LayerProblem | null;
  readonly parameters: ParameterCount;
  readonly multiplyAdds: number;
  /** Whether the network can be trained as a classifier. */
  readonly isPossible: boolean;
}

/**
 * Looks at a design as far as it is possible: shapes, parameters, multiply-adds and receptive fields layer by layer, and what is
 * wrong at the layer where it arises. Never throws; quick enough for every key stroke.
 */
export function diagnose(design: Design): DesignDiagnosis {
  const nodes = designNodes(design);
  const inputProblem = problemOfInput(design);
  const shapes = new Map<string, Shape>();
  if (inputProblem?.code !== "graph/bad-input-shape")
    shapes.set(design.input.name, design.input.shape);
  const problems = new Map<string, LayerProblem>();
  const possible: LayerNode[] = [];
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => shapes.get(name));
    if (inputs.some((shape) => shape === undefined)) continue;
    try {
      shapes.set(node.name, outputShape(node, inputs as Shape[]));
      possible.push(node);
    } catch (error) {
      problems.set(node.name, problemOf(error, node, inputs[0] ?? []));
    }
  }
  const last = nodes.at(-1);
  if (last !== undefined && shapes.has(last.name)) {
    const found = problemOfAnswer(nodes, shapes, last);
    if (found !== null) problems.set(found.layer, found.problem);
  }
  const { isPossible, ...known } = figures(design, possible, shapes, problems);
  return {
    ...known,
    isPossible: isPossible && inputProblem === null,
    inputProblem,
  };
}

function figures(
  design: Design,
  possible: readonly LayerNode[],
  shapes: ReadonlyMap<string, Shape>,
  problems: ReadonlyMap<string, LayerProblem>,
): Omit<DesignDiagnosis, "inputProblem"> {
  const part: LayerGraph = {
    name: design.name,
    input: design.input,
    layers: possible,
    output: possible.at(-1)?.name ?? design.input.name,
  };
  const isCountable = shapes.has(design.input.name);
  const parameters = isCountable ? countParameters(part) : NOTHING_COUNTED;
  const multiplyAdds = isCountable ? countMultiplyAdds(part) : null;
  const fields = isCountable ? fieldsOf(part) : null;
  const layers = design.layers.map(({ name }): LayerDiagnosis => {
    const shape = shapes.get(name) ?? null;
    const field = fields?.get(name);
    return {
      name,
      outputShape: shape,
      parameters: shape && (parameters.layers.get(name) ?? null),
      multiplyAdds: shape && (multiplyAdds?.layers.get(name) ?? null),
      receptiveField:
        shape === null || shape.length === 1 || field === undefined
          ? null
          : Math.max(field[0].size, field[1].size),
      problem: problems.get(name) ?? null,
    };
  });
  return {
    layers,
    parameters: { trainable: parameters.trainable, total: parameters.total },
    multiplyAdds: multiplyAdds?.total ?? 0,
    isPossible:
      problems.size === 0 &&
      layers.length > 0 &&
      layers.every(({ outputShape: shape }) => shape !== null),
  };
}

const NOTHING_COUNTED = {
  trainable: 0,
  total: 0,
  layers: new Map<string, ParameterCount>(),
};

/** None where branches of different stride meet: such a network has shapes, but no field that could be named. */
function fieldsOf(
  graph: LayerGraph,
): ReturnType<typeof receptiveFields> | null {
  try {
    return receptiveFields(graph);
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
}
