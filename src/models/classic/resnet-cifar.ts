import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * The residual networks for CIFAR-10. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun: Deep Residual Learning for Image
 * Recognition, 2015, https://arxiv.org/abs/1512.03385, section 4.2: 6n + 2 layers, three stages of 2n 3×3 convolutions with 16, 32
 * and 64 filters. A shortcut has no parameters (option A): where the picture is halved it takes every second pixel and fills up the
 * channels with zeros, half of them before and half behind. No convolution has a bias.
 */
export function resNetCifar(
  depth: CifarDepth,
): (options: ModelOptions) => LayerGraph {
  return (options) =>
    cifarNetwork(`resnet-cifar-${depth}`, depth, true, options);
}

/**
 * The plain network that the paper compares them with (figure 6, left): the same layers without shortcuts, and so the same number of
 * parameters. From some depth on it learns worse than a shallower one, which it could copy.
 */
export function plainCifar(
  depth: CifarDepth,
): (options: ModelOptions) => LayerGraph {
  return (options) =>
    cifarNetwork(`plain-cifar-${depth}`, depth, false, options);
}

export type CifarDepth = 20 | 32 | 44 | 56 | 110;

const STAGE_FILTERS = [16, 32, 64] as const;

const NORMALIZATION = { momentum: 0.9, epsilon: 1e-5 };

function cifarNetwork(
  name: string,
  depth: CifarDepth,
  hasShortcuts: boolean,
  { inputSize, classes, channels, width }: ModelOptions,
): LayerGraph {
  const net = createLayerBuilder(name, {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  // An even number, so that the zeros of a shortcut fall in two halves.
  const filters = (count: number) =>
    2 * Math.max(1, Math.round((count * width) / 2));
  convolve(net, "conv1", "conv1_bn", filters(16), 1);
  net.layer("activation", "conv1_relu", { activation: "relu" });
  STAGE_FILTERS.forEach((count, stage) => {
    for (let block = 1; block <= (depth - 2) / 6; block++) {
      const block1 = {
        filters: filters(count),
        isHalving: stage > 0 && block === 1,
      };
      appendBlock(net, `stage${stage + 1}_block${block}`, {
        ...block1,
        hasShortcut: hasShortcuts,
      });
    }
  });
  net.layer("globalAveragePooling2d", "pooling", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

function appendBlock(
  net: LayerBuilder,
  name: string,
  {
    filters,
    isHalving,
    hasShortcut,
  }: {
    readonly filters: number;
    readonly isHalving: boolean;
    readonly hasShortcut: boolean;
  },
): void {
  const input = net.current();
  convolve(net, `${name}_conv1`, `${name}_bn1`, filters, isHalving ? 2 : 1);
  net.layer("activation", `${name}_relu1`, { activation: "relu" });
  convolve(net, `${name}_conv2`, `${name}_bn2`, filters, 1);
  if (hasShortcut) {
    const branch = net.current();
    const shortcut = isHalving ? halved(net, name, input, filters) : input;
    net.layer("add", `${name}_add`, {}, [shortcut, branch]);
  }
  net.layer("activation", `${name}_relu`, { activation: "relu" });
}

/** Every second pixel of `input`, with zeros for the channels that it lacks. */
function halved(
  net: LayerBuilder,
  name: string,
  input: string,
  filters: number,
): string {
  const channels = net.shape(input).at(-1) ?? filters;
  const each = (filters - channels) / 2;
  net.layer(
    "maxPooling2d",
    `${name}_subsample`,
    { poolSize: 1, strides: 2 },
    input,
  );
  return net.layer("padChannels", `${name}_shortcut`, {
    padding: [each, each],
  });
}

function convolve(
  net: LayerBuilder,
  name: string,
  normalization: string,
  filters: number,
  strides: number,
): void {
  net.layer("conv2d", name, {
    filters,
    kernelSize: 3,
    strides,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", normalization, NORMALIZATION);
}
