import * as tf from "@tensorflow/tfjs";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";

/** Cuts rows and columns off pictures [batch, height, width, channels]. */
export function cropping(
  node: Extract<LayerNode, { op: "cropping2d" }>,
  input: tf.Tensor,
): tf.Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = input.shape;
  const [[top, bottom], [left, right]] = resolveAttributes(node).cropping;
  const size = [batch, height - top - bottom, width - left - right, channels];
  return tf.slice(input, [0, top, left, 0], size);
}

/**
 * Channels of the last axis by their numbers. Neighbours are cut out together and joined, not gathered: not every backend has the
 * gradient of a gather.
 */
export function selectChannels(
  input: tf.Tensor,
  channels: readonly number[],
): tf.Tensor {
  const others = input.shape.slice(0, -1);
  const parts = runsOf(channels).map(({ first, count }) =>
    tf.slice(
      input,
      [...others.map(() => 0), first],
      [...others.map((extent) => extent ?? 1), count],
    ),
  );
  const [only] = parts;
  return only !== undefined && parts.length === 1
    ? only
    : tf.concat(parts, others.length);
}

/** Numbers that follow each other, together. */
function runsOf(
  channels: readonly number[],
): { readonly first: number; count: number }[] {
  const runs: { readonly first: number; count: number }[] = [];
  for (const channel of channels) {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.count === channel) last.count++;
    else runs.push({ first: channel, count: 1 });
  }
  return runs;
}
