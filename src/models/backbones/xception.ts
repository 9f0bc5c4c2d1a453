import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  createKerasLayerBuilder,
  type KerasLayerBuilder,
} from "./keras-layer-builder.ts";

/**
 * Xception of Keras Applications. François Chollet: Xception: Deep Learning with Depthwise Separable Convolutions, 2016,
 * https://arxiv.org/abs/1610.02357, figure 5: entry flow (blocks 1 to 4), middle flow (5 to 12), exit flow (13 and 14), residual
 * connections round blocks 2 to 13. 22,910,480 parameters for 1,000 classes, moving statistics included.
 */
export function buildXception(options: ModelOptions): LayerGraph {
  const { inputSize, classes, channels } = options;
  const net = createKerasLayerBuilder("xception", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  appendStem(net);
  for (const [block, filters] of ENTRY_FLOW) {
    appendReducingBlock(net, block, [filters, filters]);
  }
  for (let block = 5; block <= 12; block++) appendMiddleBlock(net, block);
  appendReducingBlock(net, 13, [728, 1024]);
  for (const [index, filters] of [1536, 2048].entries()) {
    const name = `block14_sepconv${index + 1}`;
    appendSeparable(net, name, filters);
    net.layer("activation", `${name}_act`, { activation: "relu" });
  }
  net.layer("globalAveragePooling2d", "avg_pool", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

/** Number and filters of the reducing blocks at the beginning. */
const ENTRY_FLOW = [
  [2, 128],
  [3, 256],
  [4, 728],
] as const;

function appendStem(net: KerasLayerBuilder): void {
  for (const [index, filters] of [32, 64].entries()) {
    const name = `block1_conv${index + 1}`;
    const strides = index === 0 ? 2 : 1;
    const convolution = { filters, kernelSize: 3, strides, useBias: false };
    net.layer("conv2d", name, convolution);
    net.layer("batchNormalization", `${name}_bn`, {});
    net.layer("activation", `${name}_act`, { activation: "relu" });
  }
}

/** Two separable convolutions and a pooling that halves; a strided 1×1 convolution on the shortcut. */
function appendReducingBlock(
  net: KerasLayerBuilder,
  block: number,
  filters: readonly [number, number],
): void {
  const input = net.current();
  net.unnamed("conv2d", {
    filters: filters[1],
    kernelSize: 1,
    strides: 2,
    padding: "same",
    useBias: false,
  });
  const shortcut = net.unnamed("batchNormalization", {});
  const first = `block${block}_sepconv1`;
  const second = `block${block}_sepconv2`;
  const followsRectifier = block === 2;
  const rectified = followsRectifier
    ? input
    : net.layer("activation", `${first}_act`, { activation: "relu" }, input);
  appendSeparable(net, first, filters[0], rectified);
  net.layer("activation", `${second}_act`, { activation: "relu" });
  appendSeparable(net, second, filters[1]);
  const branch = net.layer("maxPooling2d", `block${block}_pool`, {
    poolSize: 3,
    strides: 2,
    padding: "same",
  });
  net.unnamed("add", {}, [branch, shortcut]);
}

/** Three rectified separable convolutions with the input added. */
function appendMiddleBlock(net: KerasLayerBuilder, block: number): void {
  const input = net.current();
  for (const place of [1, 2, 3]) {
    const name = `block${block}_sepconv${place}`;
    net.layer("activation", `${name}_act`, { activation: "relu" });
    appendSeparable(net, name, 728);
  }
  net.unnamed("add", {}, [net.current(), input]);
}

function appendSeparable(
  net: KerasLayerBuilder,
  name: string,
  filters: number,
  input = net.current(),
): void {
  net.layer(
    "separableConv2d",
    name,
    { filters, kernelSize: 3, padding: "same", useBias: false },
    input,
  );
  net.layer("batchNormalization", `${name}_bn`, {});
}
