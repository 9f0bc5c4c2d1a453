import { StudioError } from "#engine/base/errors.ts";
import type {
  GraphInput,
  LayerGraph,
  LayerNode,
  LayerOp,
  OpAttributes,
} from "#engine/graph/layer-graph.ts";

/** One layer of a design: as in a layer graph, but fed by the layer before it unless it says otherwise. */
export type DesignLayer = {
  [Op in LayerOp]: {
    readonly name: string;
    readonly op: Op;
    readonly attributes: Readonly<OpAttributes[Op]>;
    /** Names of the layers, or of the input, that feed it; absent: the layer before it. */
    readonly inputs?: readonly string[];
  };
}[LayerOp];

/**
 * A network of a person's own, as it is edited and stored: a list of layers that may be impossible yet. Its last layer is its
 * answer. A plain list needs no connections; a network with branches names them where they are not the layer before.
 */
export interface Design {
  readonly format: "convolve-design";
  readonly formatVersion: 1;
  readonly name: string;
  readonly input: GraphInput;
  readonly layers: readonly DesignLayer[];
}

/** A design of plain layers. */
export function createDesign(
  name: string,
  input: GraphInput,
  layers: readonly DesignLayer[],
): Design {
  return { format: "convolve-design", formatVersion: 1, name, input, layers };
}

/** The layers of a design as nodes of a graph, in order, each with what feeds it; nothing is checked. */
export function designNodes(design: Design): LayerNode[] {
  return design.layers.map((layer, index): LayerNode => {
    const before = design.layers[index - 1]?.name ?? design.input.name;
    return { ...layer, inputs: layer.inputs ?? [before] } as LayerNode;
  });
}

/**
 * The layer graph of a design. Shapes are not checked here: `diagnose` says what is wrong, `inferShapes` throws.
 * @throws StudioError `design/empty`
 */
export function designGraph(design: Design): LayerGraph {
  const last = design.layers.at(-1);
  if (last === undefined) {
    throw new StudioError(
      "design/empty",
      `The design "${design.name}" has no layers. Add at least a dense layer with softmax.`,
    );
  }
  const { name, input } = design;
  return { name, input, layers: designNodes(design), output: last.name };
}

/** What a design is made from: the layers of a network, with whatever attributes they carry. */
export interface GraphDescription {
  readonly name: string;
  readonly input: GraphInput;
  readonly layers: readonly LayerNode[];
  readonly output: string;
}

/** A network as a design; what does not feed the output is left out, and so are connections to the layer before. */
export function designOfGraph(graph: GraphDescription): Design {
  const needed = new Set([graph.output]);
  for (const node of graph.layers.toReversed()) {
    if (needed.has(node.name)) node.inputs.forEach((name) => needed.add(name));
  }
  const kept = graph.layers.filter(({ name }) => needed.has(name));
  const layers = kept.map(({ name, op, attributes, inputs }, index) => {
    const before = kept[index - 1]?.name ?? graph.input.name;
    const isPlain = inputs.length === 1 && inputs[0] === before;
    return { name, op, attributes, ...(isPlain ? {} : { inputs }) };
  });
  return createDesign(graph.name, graph.input, layers as DesignLayer[]);
}
