import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { residualBlock } from "./residual-block.ts";

/**
 * `imagenet`: 7×7 convolution at stride 2 and 3×3 pooling at stride 2, as in the paper's table 1.
 * `small`: one 3×3 convolution at stride 1, as in the paper's section 4.2 for CIFAR-10.
 */
export type ResNetStem = "imagenet" | "small";

/**
 * ResNet-18. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun: Deep Residual Learning for Image Recognition, 2015,
 * https://arxiv.org/abs/1512.03385, table 1. 11,689,512 trainable parameters for 1,000 classes: no convolution has a bias.
 * Padding is TensorFlow's "same".
 * @param options.stem `small` for inputs of up to 64 pixels unless said
 */
export function buildResNet18(
  options: ModelOptions & { readonly stem?: ResNetStem },
): LayerGraph {
  const { inputSize, classes, channels, width } = options;
  const net = createLayerBuilder("resnet-18", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  const filters = (count: number) => Math.max(1, Math.round(count * width));
  appendStem(
    net,
    options.stem ?? (inputSize <= 64 ? "small" : "imagenet"),
    filters(64),
  );
  for (const [stage, count] of [64, 128, 256, 512].entries()) {
    for (const block of [1, 2]) {
      residualBlock(net, `stage${stage + 1}_block${block}`, {
        filters: filters(count),
        stride: stage > 0 && block === 1 ? 2 : 1,
        useBias: false,
        normalizeShortcut: true,
        normalization: NORMALIZATION,
      });
    }
  }
  net.layer("globalAveragePooling2d", "pooling", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

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
