import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * VGG. Karen Simonyan, Andrew Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014,
 * https://arxiv.org/abs/1409.1556, table 1: columns A (11), B (13), D (16) and E (19). Five blocks of 3×3 convolutions, each ended by
 * a 2×2 pooling, and three dense layers with dropout 0.5 between them.
 * Layers are named as in Keras's VGG16 and VGG19, whose weights fit; batch normalization, as in torchvision's models, stands between
 * a convolution (which keeps its bias) and its rectifier.
 */
export function vgg(
  depth: VggDepth,
  { isNormalized = false }: { readonly isNormalized?: boolean } = {},
): (options: ModelOptions) => LayerGraph {
  return (options) => {
    const name = isNormalized ? `vgg-${depth}-bn` : `vgg-${depth}`;
    const net = startVgg(name, options);
    appendBlocks(net, depth, options.width, isNormalized);
    net.layer("flatten", "flatten", {});
    for (const dense of ["fc1", "fc2"]) {
      const units = scaled(4096, options.width);
      net.layer("dense", dense, { units, activation: "relu" });
      net.layer("dropout", `${dense}_dropout`, { rate: 0.5 });
    }
    return finishVgg(net, options);
  };
}

/**
 * VGG-16 with global average pooling instead of its two hidden dense layers: the head of Min Lin, Qiang Chen, Shuicheng Yan, Network
 * In Network, 2013, https://arxiv.org/abs/1312.4400, section 3.2. 15,227,688 parameters for 1,000 classes, not 138,357,544.
 */
export function buildVgg16Gap(options: ModelOptions): LayerGraph {
  const net = startVgg("vgg-16-gap", options);
  appendBlocks(net, 16, options.width, false);
  net.layer("globalAveragePooling2d", "global_average_pooling", {});
  return finishVgg(net, options);
}

export type VggDepth = keyof typeof CONVOLUTIONS;

/** Convolutions of each block. */
const CONVOLUTIONS = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;

const FILTERS = [64, 128, 256, 512, 512] as const;

function startVgg(
  name: string,
  { inputSize, channels }: ModelOptions,
): LayerBuilder {
  const shape = [inputSize, inputSize, channels];
  return createLayerBuilder(name, { name: "input", shape });
}

function finishVgg(net: LayerBuilder, { classes }: ModelOptions): LayerGraph {
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

function appendBlocks(
  net: LayerBuilder,
  depth: VggDepth,
  width: number,
  isNormalized: boolean,
): void {
  CONVOLUTIONS[depth].forEach((convolutions, index) => {
    const block = `block${index + 1}`;
    const window = {
      filters: scaled(FILTERS[index] ?? 0, width),
      kernelSize: 3,
      padding: "same",
    } as const;
    for (let number = 1; number <= convolutions; number++) {
      const name = `${block}_conv${number}`;
      if (isNormalized) {
        net.layer("conv2d", name, window);
        net.layer("batchNormalization", `${block}_bn${number}`, {
          momentum: 0.9,
          epsilon: 1e-5,
        });
        net.layer("activation", `${block}_relu${number}`, {
          activation: "relu",
        });
      } else {
        net.layer("conv2d", name, { ...window, activation: "relu" });
      }
    }
    net.layer("maxPooling2d", `${block}_pool`, {});
  });
}

function scaled(count: number, width: number): number {
  return Math.max(1, Math.round(count * width));
}
