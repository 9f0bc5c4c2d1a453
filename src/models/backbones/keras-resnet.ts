import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { evenPadding } from "./even-padding.ts";

/**
 * ResNet-50, -101 and -152 of Keras Applications. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun: Deep Residual Learning for
 * Image Recognition, 2015, https://arxiv.org/abs/1512.03385, table 1.
 * Different from the paper's: every convolution has a bias, a stage halves the picture in its first 1×1 convolution, and pictures are
 * padded evenly with zeros instead of TensorFlow's "same". 25,636,712 parameters for ResNet-50 and 1,000 classes, moving statistics
 * included.
 */
export function buildKerasResNet50(options: ModelOptions): LayerGraph {
  return buildKerasResNet("keras-resnet-50", [3, 4, 6, 3], options);
}

/** ResNet-101; see `buildKerasResNet50`. */
export function buildKerasResNet101(options: ModelOptions): LayerGraph {
  return buildKerasResNet("keras-resnet-101", [3, 4, 23, 3], options);
}

/** ResNet-152; see `buildKerasResNet50`. */
export function buildKerasResNet152(options: ModelOptions): LayerGraph {
  return buildKerasResNet("keras-resnet-152", [3, 8, 36, 3], options);
}

const NORMALIZATION = { momentum: 0.99, epsilon: 1.001e-5 };

/** @param repeats residual blocks of each of the four stages */
function buildKerasResNet(
  name: string,
  repeats: readonly number[],
  { inputSize, classes, channels }: ModelOptions,
): LayerGraph {
  const net = createLayerBuilder(name, {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("zeroPadding2d", "conv1_pad", { padding: evenPadding(3) });
  net.layer("conv2d", "conv1_conv", {
    filters: 64,
    kernelSize: 7,
    strides: 2,
  });
  net.layer("batchNormalization", "conv1_bn", NORMALIZATION);
  net.layer("activation", "conv1_relu", { activation: "relu" });
  net.layer("zeroPadding2d", "pool1_pad", { padding: evenPadding(1) });
  net.layer("maxPooling2d", "pool1_pool", { poolSize: 3, strides: 2 });
  for (const [stage, count] of repeats.entries()) {
    for (let block = 1; block <= count; block++) {
      appendBottleneck(net, `conv${stage + 2}_block${block}`, {
        filters: 64 * 2 ** stage,
        strides: stage > 0 && block === 1 ? 2 : 1,
        projects: block === 1,
      });
    }
  }
  net.layer("globalAveragePooling2d", "avg_pool", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

interface Bottleneck {
  /** Of the two narrow convolutions; the block ends in four times as many. */
  readonly filters: number;
  readonly strides: number;
  /** Whether a 1×1 convolution is on the shortcut. */
  readonly projects: boolean;
}

/** The bottleneck block of figure 5: narrow by 1×1, filter by 3×3, widen by 1×1, add the shortcut. */
function appendBottleneck(
  net: LayerBuilder,
  name: string,
  { filters, strides, projects }: Bottleneck,
): void {
  const input = net.current();
  let shortcut = input;
  if (projects) {
    net.layer("conv2d", `${name}_0_conv`, {
      filters: 4 * filters,
      kernelSize: 1,
      strides,
    });
    shortcut = net.layer("batchNormalization", `${name}_0_bn`, NORMALIZATION);
  }
  net.layer(
    "conv2d",
    `${name}_1_conv`,
    { filters, kernelSize: 1, strides },
    input,
  );
  net.layer("batchNormalization", `${name}_1_bn`, NORMALIZATION);
  net.layer("activation", `${name}_1_relu`, { activation: "relu" });
  net.layer("conv2d", `${name}_2_conv`, {
    filters,
    kernelSize: 3,
    padding: "same",
  });
  net.layer("batchNormalization", `${name}_2_bn`, NORMALIZATION);
  net.layer("activation", `${name}_2_relu`, { activation: "relu" });
  net.layer("conv2d", `${name}_3_conv`, {
    filters: 4 * filters,
    kernelSize: 1,
  });
  const branch = net.layer("batchNormalization", `${name}_3_bn`, NORMALIZATION);
  net.layer("add", `${name}_add`, {}, [shortcut, branch]);
  net.layer("activation", `${name}_out`, { activation: "relu" });
}
