import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph, LayerNode } from "./layer-graph.ts";
import { inferShapes, shapeOf } from "./shapes.ts";

/**
 * The part of a network that computes one layer: that layer and all that it needs, with the layer as output and without auxiliary
 * outputs.
 * @throws StudioError `graph/unknown-layer`
 */
export function subgraphTo(graph: LayerGraph, layer: string): LayerGraph {
  shapeOf(inferShapes(graph), layer);
  const { auxiliaryOutputs: _, ...rest } = graph;
  return { ...rest, layers: layersFor(graph, [layer]), output: layer };
}

/** The layers that are needed to compute the values of some, these included, in order. */
export function layersFor(
  graph: LayerGraph,
  names: readonly string[],
): readonly LayerNode[] {
  const needed = new Set(names);
  for (const node of graph.layers.toReversed()) {
    if (needed.has(node.name))
      node.inputs.forEach((input) => needed.add(input));
  }
  return graph.layers.filter((node) => needed.has(node.name));
}

/** Names of all layers that training learns from: the output and the auxiliary outputs. */
export function outputsOf(graph: LayerGraph): readonly string[] {
  const auxiliary = graph.auxiliaryOutputs ?? [];
  return [graph.output, ...auxiliary.map(({ layer }) => layer)];
}

/**
 * Cuts a network in two at a layer: `body` ends in that layer; `head` takes its value as input (the head's input has the
 * layer's name and shape) and gives the network's answer. Running head after body is running the network; neither has auxiliary
 * outputs.
 * @throws StudioError `graph/unknown-layer`; `graph/not-a-cut` when a connection passes by the layer.
 */
export function cutAt(
  graph: LayerGraph,
  layer: string,
): { readonly body: LayerGraph; readonly head: LayerGraph } {
  const body = subgraphTo(graph, layer);
  const bodyNames = new Set(body.layers.map((node) => node.name));
  const whole = subgraphTo(graph, graph.output);
  const layers = whole.layers.filter((node) => !bodyNames.has(node.name));
  const headNames = new Set([layer, ...layers.map((node) => node.name)]);
  for (const node of layers) {
    const passing = node.inputs.find((input) => !headNames.has(input));
    if (passing !== undefined) {
      throw new StudioError(
        "graph/not-a-cut",
        `A network can be cut only where everything passes through one layer. At "${layer}" the connection from "${passing}" to "${node.name}" passes by. Cut at the layer where the branches meet.`,
      );
    }
  }
  const shape = shapeOf(inferShapes(graph), layer);
  const output = layers.length === 0 ? layer : graph.output;
  return {
    body,
    head: {
      name: `${graph.name}-head`,
      input: { name: layer, shape },
      layers,
      output,
    },
  };
}

/**
 * Joins two networks: `head` takes the value of `body`'s output. The counterpart of `cutAt`. Auxiliary outputs are those of the head;
 * the body's answered another question.
 * @throws StudioError `graph/…` when shapes or names do not fit.
 */
export function joinGraphs(body: LayerGraph, head: LayerGraph): LayerGraph {
  const shape = shapeOf(inferShapes(body), body.output);
  if (shape.join() !== head.input.shape.join()) {
    throw new StudioError(
      "graph/bad-shape",
      `The head "${head.name}" expects [${head.input.shape.join(", ")}]. Received [${shape.join(", ")}] from "${body.output}". Use the head that was made for this body.`,
    );
  }
  const renamed = (input: string) =>
    input === head.input.name ? body.output : input;
  const layers = head.layers.map((node): LayerNode => ({
    ...node,
    inputs: node.inputs.map(renamed),
  }));
  const { auxiliaryOutputs } = head;
  const trunk = subgraphTo(body, body.output);
  const joined = {
    ...trunk,
    layers: [...trunk.layers, ...layers],
    output: renamed(head.output),
    ...(auxiliaryOutputs === undefined ? {} : { auxiliaryOutputs }),
  };
  inferShapes(joined);
  return joined;
}
