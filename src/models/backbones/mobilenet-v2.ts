import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  appendLinearProjection,
  MOBILENET_NORMALIZATION,
} from "./linear-projection.ts";
import { roundedChannels } from "./rounded-channels.ts";

/**
 * MobileNetV2. Mark Sandler, Andrew Howard, Menglong Zhu, Andrey Zhmoginov, Liang-Chieh Chen: MobileNetV2: Inverted Residuals
 * and Linear Bottlenecks, 2018, https://arxiv.org/abs/1801.04381, table 2.
 * Layer names, channel rounding and normalization constants are those of Keras, whose weights fit by name; Keras's zero padding
 * before a strided depthwise convolution is the padding "same" of that convolution. 3,538,984 parameters at width 1 and
 * 1,000 classes, moving statistics included.
 */
export function buildMobileNetV2(options: ModelOptions): LayerGraph {
  const { inputSize, classes, channels, width } = options;
  const net = createLayerBuilder("mobilenet-v2", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  appendFeatures(net, width);
  net.layer("globalAveragePooling2d", "global_average_pooling2d", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

/** Expansion, channels, repeats and stride of the first repeat: table 2 of the paper. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

function appendFeatures(net: LayerBuilder, width: number): void {
  const first = {
    filters: roundedChannels(32 * width),
    kernelSize: 3,
    strides: 2,
  };
  net.layer("conv2d", "Conv1", { ...first, padding: "same", useBias: false });
  net.layer("batchNormalization", "bn_Conv1", MOBILENET_NORMALIZATION);
  net.layer("activation", "Conv1_relu", { activation: "relu6" });
  let block = 0;
  for (const [expansion, channels, repeats, stride] of STAGES) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const prefix = block === 0 ? "expanded_conv" : `block_${block}`;
      const filters = roundedChannels(channels * width);
      appendBlock(net, prefix, expansion, filters, repeat === 0 ? stride : 1);
      block++;
    }
  }
  const last = width > 1 ? roundedChannels(1280 * width) : 1280;
  net.layer("conv2d", "Conv_1", {
    filters: last,
    kernelSize: 1,
    useBias: false,
  });
  net.layer("batchNormalization", "Conv_1_bn", MOBILENET_NORMALIZATION);
  net.layer("activation", "out_relu", { activation: "relu6" });
}

/** Expand, filter each channel, project; the input is added where the shape stays. */
function appendBlock(
  net: LayerBuilder,
  prefix: string,
  expansion: number,
  filters: number,
  stride: number,
): void {
  const input = net.current();
  const channels = net.shape().at(-1) ?? 1;
  if (expansion !== 1) {
    const expanded = {
      filters: channels * expansion,
      kernelSize: 1,
      useBias: false,
    };
    net.layer("conv2d", `${prefix}_expand`, expanded);
    net.layer(
      "batchNormalization",
      `${prefix}_expand_BN`,
      MOBILENET_NORMALIZATION,
    );
    net.layer("activation", `${prefix}_expand_relu`, { activation: "relu6" });
  }
  net.layer("depthwiseConv2d", `${prefix}_depthwise`, {
    kernelSize: 3,
    strides: stride,
    padding: "same",
    useBias: false,
  });
  net.layer(
    "batchNormalization",
    `${prefix}_depthwise_BN`,
    MOBILENET_NORMALIZATION,
  );
  net.layer("activation", `${prefix}_depthwise_relu`, { activation: "relu6" });
  const staysSame = stride === 1 && channels === filters;
  appendLinearProjection(
    net,
    [`${prefix}_project`, `${prefix}_project_BN`, `${prefix}_add`],
    filters,
    staysSame ? input : null,
  );
}
