import { StudioError } from "#engine/base/errors.ts";
import { sizeOf } from "#engine/base/tensor.ts";
import { resolveAttributes } from "./attributes.ts";
import type { LayerGraph, LayerNode } from "./layer-graph.ts";
import { outputExtent, windowsOf } from "./window.ts";

/** A shape without the batch: [height, width, channels] or [features]. */
export type Shape = readonly number[];

/**
 * The output shape of every layer, and of the graph's input under its own name; without the batch.
 * @throws StudioError `graph/…` naming the layer when names clash, an input is missing or a shape is impossible.
 */
export function inferShapes(graph: LayerGraph): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  checkInput(graph);
  shapes.set(graph.input.name, graph.input.shape);
  for (const node of graph.layers) {
    if (shapes.has(node.name)) {
      throw new StudioError(
        "graph/duplicate-name",
        `Layer names must be unique in a network. Received "${node.name}" twice in "${graph.name}". Rename one of the two.`,
      );
    }
    const inputs = node.inputs.map((input) => {
      const shape = shapes.get(input);
      if (shape === undefined) {
        throw new StudioError(
          "graph/unknown-input",
          `Layer "${node.name}" takes its input from "${input}", which must be an earlier layer or the network's input "${graph.input.name}". There is none. Correct the name or the order of the layers.`,
        );
      }
      return shape;
    });
    shapes.set(node.name, outputShape(node, inputs));
  }
  if (!shapes.has(graph.output)) {
    throw new StudioError(
      "graph/unknown-output",
      `The output of a network must be one of its layers. Received "${graph.output}" in "${graph.name}". Name one of its layers.`,
    );
  }
  return shapes;
}

/** The shape of one value of the graph. @throws StudioError `graph/unknown-layer`. */
export function shapeOf(
  shapes: ReadonlyMap<string, Shape>,
  name: string,
): Shape {
  const shape = shapes.get(name);
  if (shape === undefined) {
    const last = [...shapes.keys()].slice(-5).join(", ");
    throw new StudioError(
      "graph/unknown-layer",
      `Expected the name of a layer of the network. Received "${name}". Its last layers are ${last}.`,
    );
  }
  return shape;
}

function checkInput(graph: LayerGraph): void {
  const { name, shape } = graph.input;
  const good =
    (shape.length === 1 || shape.length === 3) &&
    shape.every((extent) => Number.isInteger(extent) && extent > 0);
  if (good) return;
  throw new StudioError(
    "graph/bad-input-shape",
    `The input "${name}" of "${graph.name}" must have the shape [height, width, channels] or [features], whole numbers of at least 1. Received [${shape.join(", ")}]. Give another input size.`,
  );
}

function outputShape(node: LayerNode, inputs: readonly Shape[]): Shape {
  if (node.op === "add" || node.op === "concatenate") {
    if (inputs.length < 2) {
      throw new StudioError(
        "graph/wrong-input-count",
        `Layer "${node.name}" (${node.op}) needs at least two inputs. Received ${inputs.length}. Connect another layer to it.`,
      );
    }
    return node.op === "add"
      ? sumShape(node, inputs)
      : joinedShape(node, inputs);
  }
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1) {
    throw new StudioError(
      "graph/wrong-input-count",
      `Layer "${node.name}" (${node.op}) takes exactly one input. Received ${inputs.length}. Connect one layer to it.`,
    );
  }
  switch (node.op) {
    case "conv2d": {
      const { filters, groups } = resolveAttributes(node);
      requireCount(node, "filters", filters);
      requireCount(node, "groups", groups);
      const channels = pictureShape(node, input)[2];
      if (channels % groups !== 0 || filters % groups !== 0) {
        throw new StudioError(
          "graph/bad-groups",
          `Layer "${node.name}" splits ${channels} channels into ${filters} filters in ${groups} groups; both counts must be multiples of the groups. Change groups or filters.`,
        );
      }
      return [...slide(node, input), filters];
    }
    case "depthwiseConv2d": {
      const { depthMultiplier } = resolveAttributes(node);
      requireCount(node, "depthMultiplier", depthMultiplier);
      return [
        ...slide(node, input),
        pictureShape(node, input)[2] * depthMultiplier,
      ];
    }
    case "maxPooling2d":
    case "averagePooling2d":
      return [...slide(node, input), pictureShape(node, input)[2]];
    case "globalAveragePooling2d": {
      const channels = pictureShape(node, input)[2];
      return resolveAttributes(node).keepDims ? [1, 1, channels] : [channels];
    }
    case "zeroPadding2d": {
      const [height, width, channels] = pictureShape(node, input);
      const [[top, bottom], [left, right]] = resolveAttributes(node).padding;
      return [height + top + bottom, width + left + right, channels];
    }
    case "dense": {
      const { units } = resolveAttributes(node);
      requireCount(node, "units", units);
      return [...input.slice(0, -1), units];
    }
    case "euclideanRbf": {
      const { units } = resolveAttributes(node);
      requireCount(node, "units", units);
      if (input.length === 1) return [units];
      throw new StudioError(
        "graph/bad-shape",
        `Layer "${node.name}" (euclideanRbf) needs a vector of features. Received [${input.join(", ")}]. Put it behind a dense or flatten layer.`,
      );
    }
    case "flatten":
      return [sizeOf(input)];
    case "dropout": {
      const { rate } = resolveAttributes(node);
      if (!(rate >= 0 && rate < 1)) {
        throw new StudioError(
          "graph/bad-attribute",
          `The dropout rate of layer "${node.name}" must be at least 0 and less than 1. Received: ${rate}.`,
        );
      }
      return input;
    }
    case "batchNormalization":
    case "activation":
      return input;
  }
}

function pictureShape(node: LayerNode, input: Shape): [number, number, number] {
  const [height, width, channels] = input;
  if (
    input.length !== 3 ||
    height === undefined ||
    width === undefined ||
    channels === undefined
  ) {
    throw new StudioError(
      "graph/bad-shape",
      `Layer "${node.name}" (${node.op}) needs an input [height, width, channels]. Received [${input.join(", ")}]. Put it before the layer that flattens or pools the picture.`,
    );
  }
  return [height, width, channels];
}

/** Height and width after a convolution's or pooling's window has been slid over the picture. */
function slide(node: LayerNode, input: Shape): [number, number] {
  const [height, width] = pictureShape(node, input);
  const windows = windowsOf(node);
  if (windows === undefined) {
    throw new TypeError(`The op ${node.op} has no sliding window.`);
  }
  for (const window of windows) {
    requireCount(node, "window size", window.extent);
    requireCount(node, "stride", window.stride);
  }
  const result: [number, number] = [
    outputExtent(height, windows[0]),
    outputExtent(width, windows[1]),
  ];
  if (result[0] < 1 || result[1] < 1) {
    throw new StudioError(
      "graph/input-too-small",
      `Layer "${node.name}" (${node.op}) needs a picture of at least ${windows[0].extent}×${windows[1].extent} pixels where its window is placed. Received ${height}×${width}. Use a larger input size, padding "same", or leave the layer out.`,
    );
  }
  return result;
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

function requireCount(node: LayerNode, what: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new StudioError(
    "graph/bad-attribute",
    `The ${what} of layer "${node.name}" (${node.op}) must be a whole number of at least 1. Received: ${value}.`,
  );
}
