import type {
  GraphInput,
  LayerGraph,
  LayerNode,
  LayerOp,
  OpAttributes,
} from "./layer-graph.ts";
import { inferShapes, shapeOf, type Shape } from "./shapes.ts";

/** Writes a network down layer by layer, so that an architecture reads like its paper's table. */
export interface LayerBuilder {
  /**
   * Appends a layer, fed by the layer before it unless inputs are given.
   * @returns its name, to be used as the input of a later layer
   */
  layer<Op extends LayerOp>(
    op: Op,
    name: string,
    attributes: OpAttributes[Op],
    inputs?: string | readonly string[],
  ): string;
  /** Name of the last layer, or of the input while there is none. */
  current(): string;
  /** Shape of a value so far, without the batch; the last layer's unless named. */
  shape(name?: string): Shape;
  /**
   * The finished network; its output is the last layer.
   * @throws StudioError `graph/…` as `inferShapes`
   */
  build(): LayerGraph;
}

/** @param name the network's name @param input its name and shape */
export function createLayerBuilder(
  name: string,
  input: GraphInput,
): LayerBuilder {
  const layers: LayerNode[] = [];
  const current = () => layers.at(-1)?.name ?? input.name;
  const build = (): LayerGraph => {
    const graph = { name, input, layers: [...layers], output: current() };
    inferShapes(graph);
    return graph;
  };
  return {
    layer(op, layerName, attributes, inputs = current()) {
      const node = {
        name: layerName,
        op,
        inputs: typeof inputs === "string" ? [inputs] : [...inputs],
        attributes,
      };
      layers.push(node as unknown as LayerNode);
      return layerName;
    },
    current,
    shape: (layerName = current()) => shapeOf(inferShapes(build()), layerName),
    build,
  };
}
