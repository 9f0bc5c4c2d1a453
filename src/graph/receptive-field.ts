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
 * The receptive field of every layer in pixels of the graph's input; a sequence [length, channels] is a picture of height 1; an
 * empty map when the input is a vector.
 * @throws StudioError `graph/branches-out-of-step` when branches of different stride meet.
 */
export function receptiveFields(
  graph: LayerGraph,
): ReadonlyMap<string, ReceptiveFieldPair> {
  const fields = new Map<string, ReceptiveFieldPair>();
  if (graph.input.shape.length === 1) return fields;
  const shapes = inferShapes(graph);
  const pixel = { size: 1, stride: 1, offset: 0 };
  fields.set(graph.input.name, [pixel, pixel]);
  for (const node of graph.layers) {
    const incoming = node.inputs.flatMap((input) => {
      const pair = fields.get(input);
      return pair === undefined ? [] : [pair];
    });
    if (incoming.length === 0) continue;
    const inputs = node.inputs.map((input) =>
      heightAndWidth(shapeOf(shapes, input)),
    );
    const output = heightAndWidth(shapeOf(shapes, node.name));
    const onAxis = (axis: 0 | 1): ReceptiveField => {
      const met = meet(
        node,
        incoming.map((pair) => pair[axis]),
        inputs.map((size) => size[axis]),
      );
      return along(node, axis, met, inputs[0]?.[axis] ?? 1, output[axis]);
    };
    fields.set(node.name, [onAxis(0), onAxis(1)]);
  }
  return fields;
}

/** A vector is one pixel, a sequence a picture of height 1. */
function heightAndWidth(shape: Shape): readonly [number, number] {
  const [first = 1, second = 1] = shape;
  if (shape.length === 3) return [first, second];
  return shape.length === 2 ? [1, first] : [1, 1];
}

function along(
  node: LayerNode,
  axis: 0 | 1,
  field: ReceptiveField,
  size: number,
  outputSize: number,
): ReceptiveField {
  switch (node.op) {
    case "zeroPadding2d":
      return shifted(field, resolveAttributes(node).padding[axis][0]);
    case "cropping2d":
      return shifted(field, -resolveAttributes(node).cropping[axis][0]);
    case "zeroPadding1d":
      return axis === 0
        ? field
        : shifted(field, resolveAttributes(node).padding[0]);
    case "globalAveragePooling2d":
    case "globalMaxPooling2d":
    case "globalAveragePooling1d":
    case "globalMaxPooling1d":
    case "flatten":
      return whole(field, size);
    case "reshape":
      return outputSize === size ? field : whole(field, size);
    case "upSampling2d": {
      const { size: factors, interpolation } = resolveAttributes(node);
      const factor = factors[axis];
      const neighbour = interpolation === "bilinear" && factor > 1 ? 1 : 0;
      return {
        size: field.size + neighbour * field.stride,
        stride: field.stride / factor,
        offset: field.offset - (field.stride * (1 - 1 / factor)) / 2,
      };
    }
    default: {
      const window = windowsOf(node)?.[axis];
      return window === undefined ? field : through(field, window, size);
    }
  }
}

/** @param before pixels put before the first one; below 0 where they are cut off */
function shifted(field: ReceptiveField, before: number): ReceptiveField {
  return { ...field, offset: field.offset - before * field.stride };
}

/** Of a value that sees all of its input. */
function whole(field: ReceptiveField, size: number): ReceptiveField {
  return through(field, { extent: size, stride: size, padding: "valid" }, size);
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

/**
 * The field of a layer that all fields meet in. What is spread over the others (a gate of squeeze-and-excite) has no stride of its
 * own and widens the field to what it sees.
 */
function meet(
  node: LayerNode,
  fields: readonly ReceptiveField[],
  sizes: readonly number[],
): ReceptiveField {
  const largest = Math.max(...sizes);
  const isSpread = fields.map(
    (_, i) => node.op === "multiply" && largest > 1 && sizes[i] === 1,
  );
  const met = span(
    node,
    fields.filter((_, i) => !isSpread[i]),
  );
  const seen = fields.filter((_, i) => isSpread[i]).map(({ size }) => size);
  return { ...met, size: Math.max(met.size, ...seen) };
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
