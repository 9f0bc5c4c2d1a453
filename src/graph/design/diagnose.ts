import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { outputShape } from "#engine/graph/output-shape.ts";
import {
  countParameters,
  type ParameterCount,
} from "#engine/graph/parameters.ts";
import { receptiveFields } from "#engine/graph/receptive-field.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import { designNodes, type Design } from "./design.ts";
import type { DesignEdit } from "./edit-design.ts";

/** A change that mends what is wrong, in the words of a button. */
export interface DesignFix {
  readonly label: string;
  readonly edits: readonly DesignEdit[];
}

/** Why a layer cannot be as it is. */
export interface LayerProblem {
  /** Stable, `design/…` or `graph/…`. */
  readonly code: string;
  readonly message: string;
  readonly fixes: readonly DesignFix[];
}

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
  if (inputProblem === null) shapes.set(design.input.name, design.input.shape);
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
  return { ...figures(design, possible, shapes, problems), inputProblem };
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

function problemOfInput({ input, layers }: Design): LayerProblem | null {
  const isShape =
    input.shape.length >= 1 &&
    input.shape.length <= 3 &&
    input.shape.every((extent) => Number.isInteger(extent) && extent > 0);
  if (!isShape) {
    return {
      code: "graph/bad-input-shape",
      message: `The input must be [height, width, channels] for pictures or [length] for sequences, whole numbers of at least 1. It is [${input.shape.join(", ")}].`,
      fixes: [],
    };
  }
  if (layers.length > 0) return null;
  return {
    code: "design/empty",
    message: "There are no layers yet. Add one, or start from a pattern.",
    fixes: [],
  };
}

function problemOf(
  error: unknown,
  node: LayerNode,
  input: Shape,
): LayerProblem {
  if (!(error instanceof StudioError)) throw error;
  const { code, message } = error;
  return { code, message, fixes: fixesOf(code, node, input) };
}

function fixesOf(code: string, node: LayerNode, input: Shape): DesignFix[] {
  const remove: DesignFix = {
    label: `Remove ${node.name}`,
    edits: [{ kind: "remove", layer: node.name }],
  };
  if (code === "graph/input-too-small") {
    return [
      {
        label: `Set padding "same"`,
        edits: [
          {
            kind: "attributes",
            layer: node.name,
            attributes: { padding: "same" },
          },
        ],
      },
      remove,
    ];
  }
  const isForPictures = node.op.endsWith("2d");
  return code === "graph/bad-shape" && isForPictures && input.length === 1
    ? [remove]
    : [];
}

/** A classifier answers with a row of scores; where it does not, the first dense layer on a picture is most often why. */
function problemOfAnswer(
  nodes: readonly LayerNode[],
  shapes: ReadonlyMap<string, Shape>,
  last: LayerNode,
): { readonly layer: string; readonly problem: LayerProblem } | null {
  const shape = shapes.get(last.name) ?? [];
  if (shape.length !== 1) {
    const index = nodes.findIndex(
      (node) =>
        node.op === "dense" &&
        (shapes.get(node.inputs[0] ?? "") ?? []).length > 1,
    );
    const node = nodes[index];
    return node === undefined
      ? { layer: last.name, problem: unfinished(last, shape, nodes.length) }
      : {
          layer: node.name,
          problem: denseOnPicture(
            node,
            shapes.get(node.inputs[0] ?? "") ?? [],
            index,
          ),
        };
  }
  if (last.op === "euclideanRbf" || endsInSoftmax(nodes, last)) return null;
  return { layer: last.name, problem: noAnswer(last, nodes.length) };
}

function denseOnPicture(
  node: LayerNode,
  input: Shape,
  index: number,
): LayerProblem {
  const isPicture = input.length === 3;
  return {
    code: "design/dense-before-flatten",
    message: `"${node.name}" is a dense layer on ${isPicture ? "a picture" : "a sequence"} [${input.join(", ")}]: it would give an answer for each ${isPicture ? "pixel" : "step"} instead of one for the whole. Put a layer before it that makes one row of numbers of it.`,
    fixes: vectorFixes(input, index),
  };
}

function unfinished(last: LayerNode, shape: Shape, end: number): LayerProblem {
  return {
    code: "design/no-answer",
    message: `The network ends in [${shape.join(", ")}] at "${last.name}", not in one score per class. End with a layer that makes one row of numbers of it, and a dense layer with softmax.`,
    fixes: vectorFixes(shape, end).map(({ label, edits }) => ({
      label: `${label} and add a softmax layer`,
      edits: [...edits, answerAt(end + 1)],
    })),
  };
}

function noAnswer(last: LayerNode, end: number): LayerProblem {
  const asSoftmax: DesignFix = {
    label: "Give it softmax",
    edits: [
      {
        kind: "attributes",
        layer: last.name,
        attributes: { activation: "softmax" },
      },
    ],
  };
  const added: DesignFix = {
    label: "Add a dense layer with softmax",
    edits: [answerAt(end)],
  };
  return {
    code: "design/no-softmax",
    message: `The last layer, "${last.name}", must give a probability for each class: a dense layer with the activation softmax.`,
    fixes: last.op === "dense" ? [asSoftmax, added] : [added],
  };
}

function answerAt(index: number): DesignEdit {
  return {
    kind: "insert",
    index,
    layer: { op: "dense", attributes: { units: 10, activation: "softmax" } },
  };
}

function vectorFixes(shape: Shape, index: number): DesignFix[] {
  const op =
    shape.length === 3 ? "globalAveragePooling2d" : "globalAveragePooling1d";
  return [
    {
      label: "Insert a flatten layer",
      edits: [
        { kind: "insert", index, layer: { op: "flatten", attributes: {} } },
      ],
    },
    {
      label: "Insert global average pooling",
      edits: [{ kind: "insert", index, layer: { op, attributes: {} } }],
    },
  ];
}

function endsInSoftmax(nodes: readonly LayerNode[], last: LayerNode): boolean {
  const input = { name: "", shape: [1] };
  const graph = { name: "", input, layers: nodes, output: last.name };
  return withoutSoftmax(graph).endsInSoftmax;
}
