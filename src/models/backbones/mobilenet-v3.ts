import type { Activation, LayerGraph } from "#engine/graph/layer-graph.ts";
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
 * MobileNetV3, small. Andrew Howard, Mark Sandler, Grace Chu, Liang-Chieh Chen, Bo Chen, Mingxing Tan, Weijun Wang, Yukun Zhu,
 * Ruoming Pang, Vijay Vasudevan, Quoc Le, Hartwig Adam: Searching for MobileNetV3, 2019, https://arxiv.org/abs/1905.02244, tables 1
 * and 2.
 * Layer names, channel rounding, normalization constants and the preprocessing inside (pixels from 0 to 255 come in) are those of
 * Keras Applications, whose weights fit by name; only what has no weights and no name there (activations, additions) is named here.
 * Keras's zero padding before a strided depthwise convolution is the padding "same" of that convolution. 2,554,968 parameters at
 * width 1 and 1,000 classes, moving statistics included; large: 5,507,432.
 */
export function buildMobileNetV3Small(options: ModelOptions): LayerGraph {
  return buildMobileNetV3("mobilenet-v3-small", SMALL, 1024, options);
}

/** MobileNetV3, large; see `buildMobileNetV3Small`. */
export function buildMobileNetV3Large(options: ModelOptions): LayerGraph {
  return buildMobileNetV3("mobilenet-v3-large", LARGE, 1280, options);
}

/** Expansion, channels, kernel size, stride, whether channels are gated, activation. */
type Block = readonly [
  expansion: number,
  channels: number,
  kernelSize: number,
  strides: number,
  gated: boolean,
  activation: Activation,
];

/** Table 2 of the paper; its expanded channels are multiples of a block's input. */
const SMALL: readonly Block[] = [
  [1, 16, 3, 2, true, "relu"],
  [72 / 16, 24, 3, 2, false, "relu"],
  [88 / 24, 24, 3, 1, false, "relu"],
  [4, 40, 5, 2, true, "hardSwish"],
  [6, 40, 5, 1, true, "hardSwish"],
  [6, 40, 5, 1, true, "hardSwish"],
  [3, 48, 5, 1, true, "hardSwish"],
  [3, 48, 5, 1, true, "hardSwish"],
  [6, 96, 5, 2, true, "hardSwish"],
  [6, 96, 5, 1, true, "hardSwish"],
  [6, 96, 5, 1, true, "hardSwish"],
];

/** Table 1 of the paper. */
const LARGE: readonly Block[] = [
  [1, 16, 3, 1, false, "relu"],
  [4, 24, 3, 2, false, "relu"],
  [3, 24, 3, 1, false, "relu"],
  [3, 40, 5, 2, true, "relu"],
  [3, 40, 5, 1, true, "relu"],
  [3, 40, 5, 1, true, "relu"],
  [6, 80, 3, 2, false, "hardSwish"],
  [2.5, 80, 3, 1, false, "hardSwish"],
  [2.3, 80, 3, 1, false, "hardSwish"],
  [2.3, 80, 3, 1, false, "hardSwish"],
  [6, 112, 3, 1, true, "hardSwish"],
  [6, 112, 3, 1, true, "hardSwish"],
  [6, 160, 5, 2, true, "hardSwish"],
  [6, 160, 5, 1, true, "hardSwish"],
  [6, 160, 5, 1, true, "hardSwish"],
];

/** Share of a block's channels that its gate is computed with. */
const GATE_SHARE = 0.25;

function buildMobileNetV3(
  name: string,
  blocks: readonly Block[],
  lastChannels: number,
  options: ModelOptions,
): LayerGraph {
  const { inputSize, classes, channels, width } = options;
  const net = createLayerBuilder(name, {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("rescaling", "rescaling", { scale: 1 / 127.5, offset: -1 });
  net.layer("conv2d", "conv", {
    filters: 16,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    useBias: false,
  });
  appendNormalized(net, "conv", "hardSwish");
  for (const [index, block] of blocks.entries()) {
    const prefix = index === 0 ? "expanded_conv" : `expanded_conv_${index}`;
    appendBlock(net, prefix, index > 0, width, block);
  }
  const expanded = roundedChannels(channelsOf(net) * 6);
  net.layer("conv2d", "conv_1", {
    filters: expanded,
    kernelSize: 1,
    useBias: false,
  });
  appendNormalized(net, "conv_1", "hardSwish");
  net.layer("globalAveragePooling2d", "global_average_pooling2d", {
    keepDims: true,
  });
  const last = width > 1 ? roundedChannels(lastChannels * width) : lastChannels;
  net.layer("conv2d", "conv_2", { filters: last, kernelSize: 1 });
  net.layer("activation", "conv_2_activation", { activation: "hardSwish" });
  net.layer("dropout", "dropout", { rate: 0.2 });
  net.layer("conv2d", "logits", { filters: classes, kernelSize: 1 });
  net.layer("flatten", "flatten", {});
  net.layer("activation", "predictions", { activation: "softmax" });
  return net.build();
}

/** Expand (all blocks but the first), filter each channel, gate, project; the input is added where the shape stays. */
function appendBlock(
  net: LayerBuilder,
  prefix: string,
  expands: boolean,
  width: number,
  [expansion, channels, kernelSize, strides, gated, activation]: Block,
): void {
  const input = net.current();
  const inputChannels = channelsOf(net);
  const filters = roundedChannels(channels * width);
  const expanded = roundedChannels(inputChannels * expansion);
  if (expands) {
    net.layer("conv2d", `${prefix}_expand`, {
      filters: expanded,
      kernelSize: 1,
      useBias: false,
    });
    appendNormalized(net, `${prefix}_expand`, activation);
  }
  net.layer("depthwiseConv2d", `${prefix}_depthwise`, {
    kernelSize,
    strides,
    padding: "same",
    useBias: false,
  });
  appendNormalized(net, `${prefix}_depthwise`, activation);
  if (gated) appendGate(net, `${prefix}_squeeze_excite`, expanded);
  const staysSame = strides === 1 && inputChannels === filters;
  appendLinearProjection(
    net,
    [`${prefix}_project`, `${prefix}_project_bn`, `${prefix}_add`],
    filters,
    staysSame ? input : null,
  );
}

function appendNormalized(
  net: LayerBuilder,
  name: string,
  activation: Activation,
): void {
  net.layer("batchNormalization", `${name}_bn`, MOBILENET_NORMALIZATION);
  net.layer("activation", `${name}_activation`, { activation });
}

/** Each channel times a factor between 0 and 1, computed from the means of all channels (squeeze and excitation). */
function appendGate(net: LayerBuilder, name: string, channels: number): void {
  const input = net.current();
  net.layer("globalAveragePooling2d", `${name}_avg_pool`, { keepDims: true });
  net.layer("conv2d", `${name}_conv`, {
    filters: roundedChannels(channels * GATE_SHARE),
    kernelSize: 1,
  });
  net.layer("activation", `${name}_relu`, { activation: "relu" });
  net.layer("conv2d", `${name}_conv_1`, { filters: channels, kernelSize: 1 });
  const gate = net.layer("activation", `${name}_hard_sigmoid`, {
    activation: "hardSigmoid",
  });
  net.layer("multiply", `${name}_mul`, {}, [input, gate]);
}

function channelsOf(net: LayerBuilder): number {
  return net.shape().at(-1) ?? 1;
}
