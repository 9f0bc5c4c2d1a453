import { StudioError } from "#engine/base/errors.ts";
import { resolveAttributes } from "./attributes.ts";
import type { LayerNode } from "./layer-graph.ts";
import type { Shape } from "./shapes.ts";

type MergingLayer = Extract<
  LayerNode,
  { op: "add" | "multiply" | "concatenate" }
>;

/** The shape of a layer that brings branches together. @throws StudioError `graph/wrong-input-count`, `graph/bad-shape` */
export function mergedShape(
  node: MergingLayer,
  inputs: readonly Shape[],
): Shape {
  if (inputs.length < 2) {
    throw new StudioError(
      "graph/wrong-input-count",
      `Layer "${node.name}" (${node.op}) needs at least two inputs. Received ${inputs.length}. Connect another layer to it.`,
    );
  }
  switch (node.op) {
    case "add":
      return sumShape(node, inputs);
    case "multiply":
      return productShape(node, inputs);
    case "concatenate":
      return joinedShape(node, inputs);
  }
}

function sumShape(node: LayerNode, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs;
  for (const other of inputs) {
    if (
      other.length === first.length &&
      other.every((extent, i) => extent === first[i])
    )
      continue;
    throw new StudioError(
      "graph/bad-shape",
      `Layer "${node.name}" (add) needs inputs of one shape. Received ${inputs.map((shape) => `[${shape.join(", ")}]`).join(" and ")}. Give both branches the same strides and filters.`,
    );
  }
  return first;
}

function joinedShape(
  node: Extract<LayerNode, { op: "concatenate" }>,
  inputs: readonly Shape[],
): Shape {
  const [first = []] = inputs;
  const { axis } = resolveAttributes(node);
  const index = axis < 0 ? first.length + axis : axis - 1;
  const fits = inputs.every(
    (shape) =>
      shape.length === first.length &&
      shape.every((extent, i) => i === index || extent === first[i]),
  );
  if (!fits || index < 0 || index >= first.length) {
    throw new StudioError(
      "graph/bad-shape",
      `Layer "${node.name}" (concatenate) needs inputs that agree in everything but axis ${axis}. Received ${inputs.map((shape) => `[${shape.join(", ")}]`).join(" and ")}. Give the branches the same height and width.`,
    );
  }
  const joined = inputs.reduce((sum, shape) => sum + (shape[index] ?? 0), 0);
  return first.map((extent, i) => (i === index ? joined : extent));
}

/** Extents agree or are 1, which is spread over the others. */
function productShape(node: LayerNode, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs;
  const result = first.map((_, axis) =>
    Math.max(...inputs.map((shape) => shape[axis] ?? 1)),
  );
  const fits = inputs.every(
    (shape) =>
      shape.length === first.length &&
      shape.every((extent, axis) => extent === 1 || extent === result[axis]),
  );
  if (fits) return result;
  throw new StudioError(
    "graph/bad-shape",
    `Layer "${node.name}" (multiply) needs inputs of one shape, or with extents of 1 such as the gate [1, 1, channels] of squeeze-and-excite. Received ${inputs.map((shape) => `[${shape.join(", ")}]`).join(" and ")}. Give the branches the same shape, or keep the dimensions of the pooling before the gate.`,
  );
}
