import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { passages } from "./passages.ts";

/** Layers with weights that are thawed together. */
export interface FineTuningBlock {
  readonly name: string;
  readonly layers: readonly string[];
}

/**
 * The layers with weights in groups from the top (nearest to the answer) down, so that "unfreeze the upper n blocks" is
 * `fineTuningBlocks(graph).slice(0, n)`. One group are the layers whose names say that they belong together (`block_3_…`,
 * `conv5_block2_…`), or all branches between two layers through which everything passes, such as an inception module. In a chain without branches it
 * is a convolution with the normalization next to it and, where it is depthwise, the 1×1 convolution behind it.
 */
export function fineTuningBlocks(
  graph: LayerGraph,
): readonly FineTuningBlock[] {
  const weighted = new Set(weightSpecs(graph).map((spec) => spec.layer));
  const blocks: DraftBlock[] = [];
  for (const part of passages(graph)) {
    const nodes = part.filter((node) => weighted.has(node.name));
    const isChain = part.length === 1;
    const family = nodes.map(familyName).find((name) => name !== undefined);
    for (const node of nodes) {
      const name = familyName(node) ?? family ?? part.at(-1)?.name;
      if (isChain && family === undefined) appendToChain(blocks, node);
      else appendNamed(blocks, name ?? node.name, node.name);
    }
  }
  return withoutLoneNormalizations(blocks).toReversed();
}

interface DraftBlock {
  readonly name: string;
  readonly layers: string[];
  /** What the block still waits for: the convolution after a normalization, or the 1×1 convolution after a depthwise one. */
  waitsFor?: "convolution" | "pointwise convolution" | undefined;
}

/** How known families name the layers of one block; the first group is the block. */
const FAMILIES = [
  // stage2_block1_conv1 (our ResNets), conv5_block3_1_conv (Keras's), convnext_tiny_stage_0_block_0_depthwise_conv
  /^((?:\w+_)?(?:stage_?|conv)\d+_block_?\d+)_/,
  // block5_conv1 (VGG), block14_sepconv1 (Xception), block_3_expand (MobileNetV2), block2a_dwconv (EfficientNet)
  /^(block_?\d+[a-z]?)_/,
  // expanded_conv_depthwise, expanded_conv_3_project (MobileNetV2 and V3)
  /^(expanded_conv(?:_\d+)?)_/,
  // inception_4a_3x3_reduce (GoogLeNet)
  /^(inception_\d[a-z])_/,
  // separable_conv_1_normal_left1_3, adjust_bn_reduce_4 (NASNet)
  /^(?:normal|reduction|adjust|separable_conv)_\w+?_((?:stem_|reduce_)?\d+)$/,
];

function familyName({ name }: LayerNode): string | undefined {
  for (const family of FAMILIES) {
    const block = family.exec(name)?.[1];
    if (block !== undefined) return /^\d/.test(block) ? `cell_${block}` : block;
  }
  return undefined;
}

function appendNamed(blocks: DraftBlock[], name: string, layer: string): void {
  const block = blocks.find((candidate) => candidate.name === name);
  if (block !== undefined) block.layers.push(layer);
  else blocks.push({ name, layers: [layer] });
}

function appendToChain(blocks: DraftBlock[], node: LayerNode): void {
  const last = blocks.at(-1);
  const isNormalization = NORMALIZATIONS.has(node.op);
  const follows = last?.layers.includes(node.inputs[0] ?? "") ?? false;
  if (last !== undefined && isNormalization && follows) {
    last.layers.push(node.name);
    return;
  }
  if (last?.waitsFor !== undefined && completes(last.waitsFor, node)) {
    last.layers.push(node.name);
    last.waitsFor =
      node.op === "depthwiseConv2d" ? "pointwise convolution" : undefined;
    return;
  }
  const waitsFor = isNormalization
    ? "convolution"
    : node.op === "depthwiseConv2d"
      ? "pointwise convolution"
      : undefined;
  blocks.push({ name: node.name, layers: [node.name], waitsFor });
}

const NORMALIZATIONS: ReadonlySet<string> = new Set<LayerNode["op"]>([
  "batchNormalization",
  "layerNormalization",
  "normalization",
]);

function completes(
  awaited: NonNullable<DraftBlock["waitsFor"]>,
  node: LayerNode,
): boolean {
  switch (node.op) {
    case "conv2d": {
      const { kernelSize } = resolveAttributes(node);
      const isPointwise = kernelSize.every((extent) => extent === 1);
      return awaited === "convolution" || isPointwise;
    }
    case "depthwiseConv2d":
    case "separableConv2d":
    case "conv1d":
      return awaited === "convolution";
    default:
      return false;
  }
}

/** A normalization that no convolution follows belongs to the block below it. */
function withoutLoneNormalizations(
  blocks: readonly DraftBlock[],
): readonly FineTuningBlock[] {
  const kept: DraftBlock[] = [];
  for (const block of blocks) {
    const below = kept.at(-1);
    if (block.waitsFor === "convolution" && below !== undefined)
      below.layers.push(...block.layers);
    else kept.push(block);
  }
  return kept.map(({ name, layers }) => ({ name, layers }));
}
