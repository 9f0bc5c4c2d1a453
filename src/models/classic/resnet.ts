import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { bottleneckBlock, residualBlock } from "./residual-block.ts";

/**
 * `imagenet`: 7×7 convolution at stride 2 and 3×3 pooling at stride 2, as in the paper's table 1.
 * `small`: one 3×3 convolution at stride 1, as in the paper's section 4.2 for CIFAR-10.
 */
export type ResNetStem = "imagenet" | "small";

/**
 * ResNet. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun: Deep Residual Learning for Image Recognition, 2015,
 * https://arxiv.org/abs/1512.03385, table 1. No convolution has a bias; projections on the shortcuts where the shape changes
 * (option B); a bottleneck's stride is on its first convolution, as in the paper. Padding is TensorFlow's "same".
 * @returns what builds the network; its `stem` is `small` for inputs of up to 64 pixels unless said
 */
export function resNet(
  depth: ResNetDepth,
): (options: ModelOptions & { readonly stem?: ResNetStem }) => LayerGraph {
  return ({ inputSize, classes, channels, width, stem }) => {
    const { blocks, isBottleneck } = DEPTHS[depth];
    const net = createLayerBuilder(`resnet-${depth}`, {
      name: "input",
      shape: [inputSize, inputSize, channels],
    });
    const filters = (count: number) => Math.max(1, Math.round(count * width));
    appendStem(
      net,
      stem ?? (inputSize <= 64 ? "small" : "imagenet"),
      filters(64),
    );
    const appendBlock = isBottleneck ? bottleneckBlock : residualBlock;
    STAGE_FILTERS.forEach((count, stage) => {
      for (let block = 1; block <= (blocks[stage] ?? 0); block++) {
        appendBlock(net, `stage${stage + 1}_block${block}`, {
          filters: filters(count) * (isBottleneck ? 4 : 1),
          stride: stage > 0 && block === 1 ? 2 : 1,
          useBias: false,
          normalizeShortcut: true,
          normalization: NORMALIZATION,
        });
      }
    });
    net.layer("globalAveragePooling2d", "pooling", {});
    net.layer("dense", "predictions", {
      units: classes,
      activation: "softmax",
    });
    return net.build();
  };
}

export type ResNetDepth = keyof typeof DEPTHS;

/** Blocks of the four stages. */
const DEPTHS = {
  18: { blocks: [2, 2, 2, 2], isBottleneck: false },
  34: { blocks: [3, 4, 6, 3], isBottleneck: false },
  50: { blocks: [3, 4, 6, 3], isBottleneck: true },
  101: { blocks: [3, 4, 23, 3], isBottleneck: true },
  152: { blocks: [3, 8, 36, 3], isBottleneck: true },
} as const;

/** Of a basic block; a bottleneck gives four times as many. */
const STAGE_FILTERS = [64, 128, 256, 512] as const;

const NORMALIZATION = { momentum: 0.9, epsilon: 1e-5 };

function appendStem(
  net: LayerBuilder,
  stem: ResNetStem,
  filters: number,
): void {
  const window =
    stem === "imagenet" ? { kernelSize: 7, strides: 2 } : { kernelSize: 3 };
  net.layer("conv2d", "conv1", {
    filters,
    ...window,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", "conv1_bn", NORMALIZATION);
  net.layer("activation", "conv1_relu", { activation: "relu" });
  if (stem === "imagenet") {
    net.layer("maxPooling2d", "pool1", {
      poolSize: 3,
      strides: 2,
      padding: "same",
    });
  }
}
