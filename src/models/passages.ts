import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { subgraphTo } from "#engine/graph/cut.ts";

/**
 * The layers of a network in parts, each ending in a layer through which everything passes that reaches the output: one layer of
 * a chain, or all branches from where they part to where they meet. Layers that do not lead to the output are in the part at whose place they stand.
 */
export function passages(graph: LayerGraph): readonly (readonly LayerNode[])[] {
  const leading = subgraphTo(graph, graph.output).layers;
  const lastUse = new Map<string, number>();
  const places = new Map(graph.layers.map((node, place) => [node.name, place]));
  for (const node of leading) {
    for (const input of node.inputs)
      lastUse.set(input, places.get(node.name) ?? 0);
  }
  const parts: LayerNode[][] = [];
  let part: LayerNode[] = [];
  // The value before the part may be used up to its last layer; any other of an earlier layer, too.
  let open = lastUse.get(graph.input.name) ?? 0;
  const leads = new Set(leading.map((node) => node.name));
  for (const [place, node] of graph.layers.entries()) {
    part.push(node);
    if (leads.has(node.name) && open <= place) {
      parts.push(part);
      part = [];
    }
    open = Math.max(open, lastUse.get(node.name) ?? 0);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
