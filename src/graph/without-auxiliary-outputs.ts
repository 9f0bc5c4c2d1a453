import { subgraphTo } from "./cut.ts";
import type { LayerGraph } from "./layer-graph.ts";

/**
 * The network as it is used after training: without its auxiliary outputs and the layers that only they need. A network that has
 * none is given back as it is.
 * @throws StudioError as `inferShapes`
 */
export function withoutAuxiliaryOutputs(graph: LayerGraph): LayerGraph {
  if (graph.auxiliaryOutputs === undefined) return graph;
  return subgraphTo(graph, graph.output);
}
