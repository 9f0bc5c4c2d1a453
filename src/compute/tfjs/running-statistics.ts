import * as tf from "@tensorflow/tfjs";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { valueOf } from "./evaluate-graph.ts";
import { groupParts, pack, unpack } from "./packing.ts";

/** Mean and variance of a layer's last batch. */
export interface Statistics {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/**
 * Lets the running averages of batch normalization follow the batch's statistics: average · momentum + now · (1 − momentum). All
 * layers with the same momentum are moved together.
 * @param statistics by layer; disposed here
 * @param weights by name; kept up to date here
 */
export function followStatistics(
  graph: LayerGraph,
  statistics: ReadonlyMap<string, Statistics>,
  weights: Map<string, tf.Tensor>,
): void {
  const parts = graph.layers.flatMap((node) => {
    const now = statistics.get(node.name);
    if (now === undefined || node.op !== "batchNormalization") return [];
    const { momentum } = resolveAttributes(node);
    const { shape } = now.mean;
    return [
      { name: `${node.name}/moving_mean`, shape, momentum, now: now.mean },
      {
        name: `${node.name}/moving_variance`,
        shape,
        momentum,
        now: now.variance,
      },
    ];
  });
  for (const group of groupParts(parts, ({ momentum }) => String(momentum))) {
    const momentum = group[0]?.momentum ?? 0;
    const moved = tf.tidy(() => {
      const before = pack(group.map(({ name }) => valueOf(weights, name)));
      const now = pack(group.map((part) => part.now));
      return unpack(
        tf.add(tf.mul(before, momentum), tf.mul(now, 1 - momentum)),
        group,
      );
    });
    group.forEach(({ name, now }, index) => {
      weights.get(name)?.dispose();
      weights.set(name, tf.keep(moved[index] as tf.Tensor));
      now.dispose();
    });
  }
}
