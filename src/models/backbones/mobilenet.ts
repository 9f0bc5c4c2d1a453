import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * MobileNet. Andrew Howard, Menglong Zhu, Bo Chen, Dmitry Kalenichenko, Weijun Wang, Tobias Weyand, Marco Andreetto, Hartwig Adam:
 * MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017, https://arxiv.org/abs/1704.04861,
 * table 1.
 * Layer names, paddings and rectifiers (cut at 6) are those of Keras Applications, whose weights fit by name. As there, the
 * classes are scored by a 1×1 convolution on the averaged picture, and zeros are put behind the picture before a stride of 2 also
 * where its sides are odd. 4,253,864 parameters at width 1 and 1,000 classes, moving statistics included.
 */
export function buildMobileNet(options: ModelOptions): LayerGraph {
  const { inputSize, classes, channels, width } = options;
  const net = createLayerBuilder("mobilenet", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("conv2d", "conv1", {
    filters: Math.floor(32 * width),
    kernelSize: 3,
    strides: 2,
    padding: "same",
    useBias: false,
  });
  appendNormalizedRelu6(net, "conv1");
  for (const [index, [filters, strides]] of BLOCKS.entries()) {
    appendBlock(net, index + 1, Math.floor(filters * width), strides);
  }
  net.layer("globalAveragePooling2d", "global_average_pooling2d", {
    keepDims: true,
  });
  net.layer("dropout", "dropout", { rate: 0.001 });
  net.layer("conv2d", "conv_preds", { filters: classes, kernelSize: 1 });
  net.layer("reshape", "reshape_2", { targetShape: [classes] });
  net.layer("activation", "predictions", { activation: "softmax" });
  return net.build();
}

/** Channels and stride of each block: table 1 of the paper. */
const BLOCKS = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;

/** Filter each channel, then mix the channels. */
function appendBlock(
  net: LayerBuilder,
  number: number,
  filters: number,
  strides: number,
): void {
  if (strides > 1) {
    net.layer("zeroPadding2d", `conv_pad_${number}`, {
      padding: [
        [0, 1],
        [0, 1],
      ],
    });
  }
  net.layer("depthwiseConv2d", `conv_dw_${number}`, {
    kernelSize: 3,
    strides,
    padding: strides > 1 ? "valid" : "same",
    useBias: false,
  });
  appendNormalizedRelu6(net, `conv_dw_${number}`);
  net.layer("conv2d", `conv_pw_${number}`, {
    filters,
    kernelSize: 1,
    useBias: false,
  });
  appendNormalizedRelu6(net, `conv_pw_${number}`);
}

function appendNormalizedRelu6(net: LayerBuilder, name: string): void {
  net.layer("batchNormalization", `${name}_bn`, {});
  net.layer("activation", `${name}_relu`, { activation: "relu6" });
}
