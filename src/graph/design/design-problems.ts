import { StudioError } from "#engine/base/errors.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import type { Design } from "./design.ts";
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

/** Of the input's shape and of a design without layers; null where both are fine. */
export function problemOfInput({ input, layers }: Design): LayerProblem | null {
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
  if (layers.length === 0) {
    return {
      code: "design/empty",
      message: "There are no layers yet. Add one, or start from a pattern.",
      fixes: [],
    };
  }
  return problemOfData(input.shape, layers[0]?.op);
}

/** What data sets there are: pictures, gray or in colour, and texts as rows of word numbers. */
function problemOfData(
  shape: Shape,
  firstOp: string | undefined,
): LayerProblem | null {
  const [height = 1, width = 1, channels] = shape;
  if (shape.length === 3 && channels !== 1 && channels !== 3) {
    return {
      code: "design/bad-channels",
      message: `A picture has 1 channel (gray) or 3 (colour). The input has ${channels}.`,
      fixes: [1, 3].map((count) => ({
        label: count === 1 ? "Gray, 1 channel" : "Colour, 3 channels",
        edits: [{ kind: "input", shape: [height, width, count] }],
      })),
    };
  }
  if (shape.length === 2 || (shape.length === 1 && firstOp !== "embedding")) {
    return {
      code: "design/no-such-data",
      message: `Networks here see pictures, [height, width, channels], or texts as [length] words, which an embedding layer takes first. The input is [${shape.join(", ")}].`,
      fixes: [],
    };
  }
  return null;
}

/** What `outputShape` threw at a layer. */
export function problemOf(
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
export function problemOfAnswer(
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
