import type { LayerGraph } from "#engine/graph/layer-graph.ts";

/**
 * The order in which Keras lists the layers of a functional model, and so stores them: by distance from the output, the farthest first,
 * then in the order in which a search from the output, inputs first to last, meets them (github.com/keras-team/keras,
 * keras/src/ops/function.py, map_graph).
 * @returns every layer that the output needs
 */
export function kerasLayerOrder(graph: LayerGraph): string[] {
  const inputs = new Map(graph.layers.map((node) => [node.name, node.inputs]));
  const met = meetingOrder(graph.output, inputs);
  const distance = new Map<string, number>([[graph.output, 0]]);
  for (const { name } of graph.layers.toReversed()) {
    const own = distance.get(name);
    if (own === undefined) continue;
    for (const input of inputs.get(name) ?? []) {
      distance.set(input, Math.max(distance.get(input) ?? 0, own + 1));
    }
  }
  const rank = new Map(met.map((name, index) => [name, index]));
  return met
    .filter((name) => inputs.has(name))
    .toSorted(
      (a, b) =>
        (distance.get(b) ?? 0) - (distance.get(a) ?? 0) ||
        (rank.get(a) ?? 0) - (rank.get(b) ?? 0),
    );
}

function meetingOrder(
  output: string,
  inputs: ReadonlyMap<string, readonly string[]>,
): string[] {
  const met = new Set<string>();
  const stack = [output];
  while (stack.length > 0) {
    const name = stack.pop() as string;
    if (met.has(name)) continue;
    met.add(name);
    stack.push(...(inputs.get(name) ?? []).toReversed());
  }
  return [...met];
}
