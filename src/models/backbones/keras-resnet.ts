import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  appendClasses,
  appendNormalizedRelu,
  appendStemConvolution,
  appendStemPooling,
  NORMALIZATION,
  REPEATS,
  type Bottleneck,
  type KerasResNetDepth,
} from "./keras-resnet-frame.ts";

/**
 * ResNet-50, -101 and -152 of Keras Applications. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun: Deep Residual Learning for
 * Image Recognition, 2015, https://arxiv.org/abs/1512.03385, table 1.
 * Different from the paper's: every convolution has a bias, a stage halves the picture in its first 1×1 convolution, and pictures are
 * padded evenly with zeros instead of TensorFlow's "same". 25,636,712 parameters for ResNet-50 and 1,000 classes, moving statistics
 * included.
 */
export function kerasResNet(
  depth: KerasResNetDepth,
): (options: ModelOptions) => LayerGraph {
  return (options) =>
    buildKerasResNet(`keras-resnet-${depth}`, REPEATS[depth], options);
}

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
  appendStemConvolution(net);
  appendNormalizedRelu(net, "conv1");
  appendStemPooling(net);
  for (const [stage, count] of repeats.entries()) {
    for (let block = 1; block <= count; block++) {
      appendBottleneck(net, `conv${stage + 2}_block${block}`, {
        filters: 64 * 2 ** stage,
        strides: stage > 0 && block === 1 ? 2 : 1,
        projects: block === 1,
      });
    }
  }
  appendClasses(net, classes);
  return net.build();
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
  appendNormalizedRelu(net, `${name}_1`);
  net.layer("conv2d", `${name}_2_conv`, {
    filters,
    kernelSize: 3,
    padding: "same",
  });
  appendNormalizedRelu(net, `${name}_2`);
  net.layer("conv2d", `${name}_3_conv`, {
    filters: 4 * filters,
    kernelSize: 1,
  });
  const branch = net.layer("batchNormalization", `${name}_3_bn`, NORMALIZATION);
  net.layer("add", `${name}_add`, {}, [shortcut, branch]);
  net.layer("activation", `${name}_out`, { activation: "relu" });
}
