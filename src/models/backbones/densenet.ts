import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { LayerBuilder } from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { evenPadding } from "./even-padding.ts";
import { createKerasLayerBuilder } from "./keras-layer-builder.ts";

/**
 * DenseNet-121 of Keras Applications. Gao Huang, Zhuang Liu, Laurens van der Maaten, Kilian Weinberger: Densely Connected Convolutional
 * Networks, 2016, https://arxiv.org/abs/1608.06993, table 1 (growth rate 32, compression 0.5): each layer sees the outputs of all layers
 * before it in its block. 8,062,504 parameters for 1,000 classes, moving statistics included.
 */
export function buildDenseNet121(options: ModelOptions): LayerGraph {
  const { inputSize, classes, channels } = options;
  const net = createKerasLayerBuilder("densenet-121", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.unnamed("zeroPadding2d", { padding: evenPadding(3) });
  net.layer("conv2d", "conv1_conv", {
    filters: 64,
    kernelSize: 7,
    strides: 2,
    useBias: false,
  });
  appendRectifier(net, "conv1_bn", "conv1_relu");
  net.unnamed("zeroPadding2d", { padding: evenPadding(1) });
  net.layer("maxPooling2d", "pool1", { poolSize: 3, strides: 2 });
  let filters = 64;
  for (const [stage, layers] of BLOCKS.entries()) {
    if (stage > 0) {
      filters = filters / 2;
      appendTransition(net, `pool${stage + 1}`, filters);
    }
    for (let layer = 1; layer <= layers; layer++) {
      appendDenseLayer(net, `conv${stage + 2}_block${layer}`);
    }
    filters += layers * GROWTH_RATE;
  }
  appendRectifier(net, "bn", "relu");
  net.layer("globalAveragePooling2d", "avg_pool", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

/** Dense layers of each dense block. */
const BLOCKS = [6, 12, 24, 16] as const;

/** Channels that each dense layer adds. */
const GROWTH_RATE = 32;

/** A 1×1 convolution to four times the growth rate, a 3×3 convolution, and its output beside everything so far. */
function appendDenseLayer(net: LayerBuilder, name: string): void {
  const input = net.current();
  appendRectifier(net, `${name}_0_bn`, `${name}_0_relu`);
  net.layer("conv2d", `${name}_1_conv`, {
    filters: 4 * GROWTH_RATE,
    kernelSize: 1,
    useBias: false,
  });
  appendRectifier(net, `${name}_1_bn`, `${name}_1_relu`);
  const added = net.layer("conv2d", `${name}_2_conv`, {
    filters: GROWTH_RATE,
    kernelSize: 3,
    padding: "same",
    useBias: false,
  });
  net.layer("concatenate", `${name}_concat`, {}, [input, added]);
}

/** Halves the channels by a 1×1 convolution and the picture by an average. */
function appendTransition(
  net: LayerBuilder,
  name: string,
  filters: number,
): void {
  appendRectifier(net, `${name}_bn`, `${name}_relu`);
  net.layer("conv2d", `${name}_conv`, {
    filters,
    kernelSize: 1,
    useBias: false,
  });
  net.layer("averagePooling2d", `${name}_pool`, { poolSize: 2, strides: 2 });
}

function appendRectifier(
  net: LayerBuilder,
  normalization: string,
  rectifier: string,
): void {
  net.layer("batchNormalization", normalization, { epsilon: 1.001e-5 });
  net.layer("activation", rectifier, { activation: "relu" });
}
