import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * The network that convolution is compared with: every pixel of the picture is wired to every one of 30 hidden units. Michael
 * Nielsen: Neural Networks and Deep Learning, 2015, chapter 1, http://neuralnetworksanddeeplearning.com/chap1.html; rectifiers instead of
 * sigmoids, as in `small-convolution`. For 28×28×1 the hidden layer has 784 · 30 + 30 = 23,550 parameters.
 */
export function buildFullyConnected({
  inputSize,
  classes,
  channels,
}: ModelOptions): LayerGraph {
  const net = createLayerBuilder("fully-connected", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("flatten", "flatten", {});
  net.layer("dense", "hidden", { units: 30, activation: "relu" });
  net.layer("dense", "output", { units: classes, activation: "softmax" });
  return net.build();
}

/**
 * About as many parameters as `fully-connected`, spent on windows of 5×5 pixels that are the same everywhere: Nielsen's 24×24 neurons for
 * each map of a 28×28 picture (chapter 6, http://neuralnetworksanddeeplearning.com/chap6.html), pooling, a second convolution, and
 * the largest value of each map, so that it matters little where something is.
 */
export function buildSmallConvolution({
  inputSize,
  classes,
  channels,
}: ModelOptions): LayerGraph {
  const net = createLayerBuilder("small-convolution", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  const window = { kernelSize: 5, activation: "relu" } as const;
  net.layer("conv2d", "conv1", { filters: 20, ...window });
  net.layer("maxPooling2d", "pool1", {});
  net.layer("conv2d", "conv2", { filters: 44, ...window });
  net.layer("globalMaxPooling2d", "pool2", {});
  net.layer("dense", "output", { units: classes, activation: "softmax" });
  return net.build();
}
