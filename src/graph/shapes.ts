import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph } from "./layer-graph.ts";
import { outputShape } from "./output-shape.ts";

/** A shape without the batch: [height, width, channels], [length, channels] or [features]. */
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
  checkAuxiliaryOutputs(graph, shapes);
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
    shape.length >= 1 &&
    shape.length <= 3 &&
    shape.every((extent) => Number.isInteger(extent) && extent > 0);
  if (good) return;
  throw new StudioError(
    "graph/bad-input-shape",
    `The input "${name}" of "${graph.name}" must have the shape [height, width, channels], [length, channels] or [features], whole numbers of at least 1. Received [${shape.join(", ")}]. Give another input size.`,
  );
}

function checkAuxiliaryOutputs(
  graph: LayerGraph,
  shapes: ReadonlyMap<string, Shape>,
): void {
  const answer = shapeOf(shapes, graph.output).join(", ");
  for (const { layer, lossWeight } of graph.auxiliaryOutputs ?? []) {
    const received = shapes.get(layer)?.join(", ");
    if (received !== answer || layer === graph.output) {
      throw new StudioError(
        "graph/bad-auxiliary-output",
        `An auxiliary output of "${graph.name}" must be another layer than its output, with the shape [${answer}] that the output has. Received "${layer}"${received === undefined ? ", which is not one of its layers" : ` of shape [${received}]`}. Name the last layer of an auxiliary classifier.`,
      );
    }
    if (Number.isFinite(lossWeight) && lossWeight > 0) continue;
    throw new StudioError(
      "graph/bad-auxiliary-output",
      `The loss of an auxiliary output must have a weight greater than 0. Received ${lossWeight} for "${layer}" of "${graph.name}". GoogLeNet's is 0.3.`,
    );
  }
}
