import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph, LayerNode } from "./layer-graph.ts";
import { resolveAttributes } from "./attributes.ts";
import { inferShapes, shapeOf, type Shape } from "./shapes.ts";
import { paddingOf, windowsOf, type Window } from "./window.ts";

/**
 * Receptive fields. André Araujo, Wade Norris, Jack Sim: Computing Receptive Fields of Convolutional Neural Networks,
 * Distill 2019, https://distill.pub/2019/computing-receptive-fields. Walked forwards instead of backwards; where branches
 * meet, the field is the span of both.
 */
export interface ReceptiveField {
  /** Input pixels that one output can see; may be larger than the picture. */
  readonly size: number;
  /** Input pixels between the fields of neighbouring outputs. */
  readonly stride: number;
  /** Input pixel (0 is the first) at the centre of the first output's field; may lie half a pixel off or outside. */
  readonly offset: number;
}

/** [vertical, horizontal] */
export type ReceptiveFieldPair = readonly [ReceptiveField, ReceptiveField];

/**
 * The receptive field of every layer in pixels of the graph's input; an empty map when the input is not a picture.
 * @throws StudioError `graph/branches-out-of-step` when branches of different stride meet.
 */
export function receptiveFields(
  graph: LayerGraph,
): ReadonlyMap<string, ReceptiveFieldPair> {
  const fields = new Map<string, ReceptiveFieldPair>();
  if (graph.input.shape.length !== 3) return fields;
  const shapes = inferShapes(graph);
  const pixel = { size: 1, stride: 1, offset: 0 };
  fields.set(graph.input.name, [pixel, pixel]);
  for (const node of graph.layers) {
    const incoming = node.inputs.flatMap((input) => {
      const pair = fields.get(input);
      return pair === undefined ? [] : [pair];
    });
    if (incoming.length === 0) continue;
    const before: ReceptiveFieldPair = [
      span(
        node,
        incoming.map((pair) => pair[0]),
      ),
      span(
        node,
        incoming.map((pair) => pair[1]),
      ),
    ];
    const shape = shapeOf(shapes, node.inputs[0] ?? graph.input.name);
    fields.set(node.name, [
      along(node, 0, before[0], shape),
      along(node, 1, before[1], shape),
    ]);
  }
  return fields;
}

function along(
  node: LayerNode,
  axis: 0 | 1,
  field: ReceptiveField,
  input: Shape,
): ReceptiveField {
  const size = input.length === 3 ? (input[axis] ?? 1) : 1;
  if (node.op === "zeroPadding2d") {
    const [before] = resolveAttributes(node).padding[axis];
    return { ...field, offset: field.offset - before * field.stride };
  }
  if (node.op === "globalAveragePooling2d" || node.op === "flatten") {
    return through(
      field,
      { extent: size, stride: size, padding: "valid" },
      size,
    );
  }
  const window = windowsOf(node)?.[axis];
  return window === undefined ? field : through(field, window, size);
}

function through(
  field: ReceptiveField,
  window: Window,
  size: number,
): ReceptiveField {
  const { before } = paddingOf(size, window);
  return {
    size: field.size + (window.extent - 1) * field.stride,
    stride: field.stride * window.stride,
    offset: field.offset + ((window.extent - 1) / 2 - before) * field.stride,
  };
}

function span(
  node: LayerNode,
  fields: readonly ReceptiveField[],
): ReceptiveField {
  const stride = fields[0]?.stride ?? 1;
  if (fields.some((field) => field.stride !== stride)) {
    throw new StudioError(
      "graph/branches-out-of-step",
      `The branches that meet in layer "${node.name}" must have been shrunk by the same factor. Received strides ${fields.map((field) => field.stride).join(" and ")}. Give the branches the same strides.`,
    );
  }
  const first = Math.min(
    ...fields.map((field) => field.offset - (field.size - 1) / 2),
  );
  const last = Math.max(
    ...fields.map((field) => field.offset + (field.size - 1) / 2),
  );
  return { size: last - first + 1, stride, offset: (first + last) / 2 };
}
