import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs } from "#engine/graph/weights.ts";

/** Layers with weights that are thawed together. */
export interface FineTuningBlock {
  readonly name: string;
  readonly layers: readonly string[];
}

/**
 * The layers with weights in groups from the top (nearest to the answer) down, so that "unfreeze the upper n blocks" is
 * `fineTuningBlocks(graph).slice(0, n)`. Layers of one block (`block_3_…`, `stage2_block1_…`, `inception_3a_…`, `expanded_conv_…`) are one
 * group; any other convolution or dense layer is a group with the normalization that follows it.
 */
export function fineTuningBlocks(
  graph: LayerGraph,
): readonly FineTuningBlock[] {
  const weighted = new Set(weightSpecs(graph).map((spec) => spec.layer));
  const blocks: { name: string; layers: string[] }[] = [];
  for (const node of graph.layers) {
    if (!weighted.has(node.name)) continue;
    const residual = RESIDUAL_BLOCK.exec(node.name)?.[1];
    const last = blocks.at(-1);
    const joins =
      residual === undefined
        ? node.op === "batchNormalization" &&
          last?.layers.includes(node.inputs[0] ?? "")
        : last?.name === residual;
    if (last !== undefined && joins) last.layers.push(node.name);
    else blocks.push({ name: residual ?? node.name, layers: [node.name] });
  }
  return blocks.toReversed();
}

const RESIDUAL_BLOCK =
  /^((?:stage\d+_)?block_?\d+|inception_\d[a-e]|expanded_conv)_/;
