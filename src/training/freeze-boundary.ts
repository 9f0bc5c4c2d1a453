import type { LayerGraph } from "#engine/graph/layer-graph.ts";

/**
 * The highest layer through which everything passes and below which nothing learns and nothing is random: its value can be computed
 * once per picture. Undefined when there is none, because the first layers learn.
 */
export function freezeBoundary(
  graph: LayerGraph,
  trainableLayers: ReadonlySet<string>,
): string | undefined {
  const lastReader = lastReaders(graph);
  let boundary: string | undefined;
  let openUntil = lastReader.get(graph.input.name) ?? 0;
  for (const [position, node] of graph.layers.entries()) {
    if (trainableLayers.has(node.name) || node.op === "dropout") break;
    if (openUntil <= position && node.name !== graph.output) {
      boundary = node.name;
    }
    openUntil = Math.max(openUntil, lastReader.get(node.name) ?? 0);
  }
  return boundary;
}

/** Value name → position of the last layer that reads it. */
function lastReaders(graph: LayerGraph): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  graph.layers.forEach((node, position) => {
    for (const input of node.inputs) last.set(input, position);
  });
  return last;
}
