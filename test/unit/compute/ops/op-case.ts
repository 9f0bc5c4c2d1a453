import type { Tensor } from "#engine/base/tensor.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type {
  LayerGraph,
  LayerOp,
  OpAttributes,
} from "#engine/graph/layer-graph.ts";
import { randomIndices, randomTensor } from "#test/helpers/random-tensors.ts";

export const CLASSES = 3;
export const BATCH = 4;

/** One row of the table that every executor is tested over. */
export interface OpCase {
  readonly op: LayerOp;
  readonly title: string;
  /** [height, width, channels], [length, channels] or [features]. */
  readonly input: readonly number[];
  /** Appends the layers under test behind a learning layer called `before`. */
  readonly build: (net: LayerBuilder) => void;
  /** Nothing before it: the input itself is what the layers take. */
  readonly isFirst?: boolean;
  /** The input is whole numbers from 0 to below this, fed without a layer before; they have no slope. */
  readonly indicesBelow?: number;
}

/** A case of a single layer called `op`. */
export function layerCase<Op extends LayerOp>(
  op: Op,
  title: string,
  input: readonly number[],
  attributes: OpAttributes[Op],
): OpCase {
  return {
    op,
    title: `${op} ${title}`,
    input,
    build: (net) => net.layer(op, "op", attributes),
  };
}

/** A learning layer, the layers under test, and a classifier, so that gradients flow into and out of the op. */
export function caseGraph({
  title,
  input,
  build,
  isFirst = false,
  indicesBelow,
}: OpCase): LayerGraph {
  const net = createLayerBuilder(title, { name: "picture", shape: input });
  if (!isFirst && indicesBelow === undefined) appendLearningLayer(net, input);
  build(net);
  if (net.shape().length > 1) net.layer("flatten", "flat", {});
  net.layer("dense", "out", { units: CLASSES, activation: "softmax" });
  return net.build();
}

/** Four channels or six features. */
function appendLearningLayer(
  net: LayerBuilder,
  input: readonly number[],
): void {
  if (input.length === 1) net.layer("dense", "before", { units: 6 });
  else if (input.length === 2)
    net.layer("conv1d", "before", { filters: 4, kernelSize: 1 });
  else net.layer("conv2d", "before", { filters: 4, kernelSize: 1 });
}

/** A batch that the case's graph takes. */
export function caseInput({ input, indicesBelow }: OpCase): Tensor {
  const shape = [BATCH, ...input];
  return indicesBelow === undefined
    ? randomTensor(shape, "input")
    : randomIndices(shape, indicesBelow, "input");
}
