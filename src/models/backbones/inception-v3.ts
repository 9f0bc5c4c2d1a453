import type { LayerGraph, Pair, Padding } from "#engine/graph/layer-graph.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  createKerasLayerBuilder,
  type KerasLayerBuilder,
} from "./keras-layer-builder.ts";

/**
 * Inception v3 of Keras Applications. Christian Szegedy, Vincent Vanhoucke, Sergey Ioffe, Jonathon Shlens, Zbigniew Wojna: Rethinking
 * the Inception Architecture for Computer Vision, 2015, https://arxiv.org/abs/1512.00567, table 1: modules of parallel branches, the
 * larger kernels taken apart into small or one-dimensional ones (figures 5 to 7), without the auxiliary classifier.
 * Every convolution is followed by a normalization without scale and a rectifier. 23,851,784 parameters for 1,000 classes, moving
 * statistics included.
 */
export function buildInceptionV3(options: ModelOptions): LayerGraph {
  const { inputSize, classes, channels } = options;
  const net = createKerasLayerBuilder("inception-v3", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  appendStem(net);
  appendSmallModule(net, "mixed0", 32);
  appendSmallModule(net, "mixed1", 64);
  appendSmallModule(net, "mixed2", 64);
  appendFirstReduction(net);
  appendMiddleModule(net, "mixed4", 128);
  appendMiddleModule(net, "mixed5", 160);
  appendMiddleModule(net, "mixed6", 160);
  appendMiddleModule(net, "mixed7", 192);
  appendSecondReduction(net);
  appendWideModule(net, "mixed9", "mixed9_0");
  appendWideModule(net, "mixed10", "mixed9_1");
  net.layer("globalAveragePooling2d", "avg_pool", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

function appendStem(net: KerasLayerBuilder): void {
  const { current } = net;
  convolve(net, current(), [32, 3, 2, "valid"]);
  convolve(net, current(), [32, 3, 1, "valid"]);
  convolve(net, current(), [64, 3]);
  halve(net, current());
  convolve(net, current(), [80, 1, 1, "valid"]);
  convolve(net, current(), [192, 3, 1, "valid"]);
  halve(net, current());
}

/** Figure 5: a 5×5 branch and two 3×3 convolutions in a row. @param pooled filters behind the pooling */
function appendSmallModule(
  net: KerasLayerBuilder,
  name: string,
  pooled: number,
): void {
  const input = net.current();
  net.layer("concatenate", name, {}, [
    convolve(net, input, [64, 1]),
    convolve(net, input, [48, 1], [64, 5]),
    convolve(net, input, [64, 1], [96, 3], [96, 3]),
    convolve(net, average(net, input), [pooled, 1]),
  ]);
}

function appendFirstReduction(net: KerasLayerBuilder): void {
  const input = net.current();
  net.layer("concatenate", "mixed3", {}, [
    convolve(net, input, [384, 3, 2, "valid"]),
    convolve(net, input, [64, 1], [96, 3], [96, 3, 2, "valid"]),
    halve(net, input),
  ]);
}

/** Figure 6: 7×7 taken apart into 1×7 and 7×1. @param narrow filters within the branches */
function appendMiddleModule(
  net: KerasLayerBuilder,
  name: string,
  narrow: number,
): void {
  const input = net.current();
  net.layer("concatenate", name, {}, [
    convolve(net, input, [192, 1]),
    convolve(net, input, [narrow, 1], [narrow, [1, 7]], [192, [7, 1]]),
    convolve(
      net,
      input,
      [narrow, 1],
      [narrow, [7, 1]],
      [narrow, [1, 7]],
      [narrow, [7, 1]],
      [192, [1, 7]],
    ),
    convolve(net, average(net, input), [192, 1]),
  ]);
}

function appendSecondReduction(net: KerasLayerBuilder): void {
  const input = net.current();
  net.layer("concatenate", "mixed8", {}, [
    convolve(net, input, [192, 1], [320, 3, 2, "valid"]),
    convolve(
      net,
      input,
      [192, 1],
      [192, [1, 7]],
      [192, [7, 1]],
      [192, 3, 2, "valid"],
    ),
    halve(net, input),
  ]);
}

/** Figure 7: branches that end side by side in 1×3 and 3×1. @param fork name of the first such pair */
function appendWideModule(
  net: KerasLayerBuilder,
  name: string,
  fork: string,
): void {
  const input = net.current();
  const pointwise = convolve(net, input, [320, 1]);
  const single = convolve(net, input, [384, 1]);
  const singleFork = net.layer("concatenate", fork, {}, [
    convolve(net, single, [384, [1, 3]]),
    convolve(net, single, [384, [3, 1]]),
  ]);
  const double = convolve(net, input, [448, 1], [384, 3]);
  const doubleFork = net.unnamed("concatenate", {}, [
    convolve(net, double, [384, [1, 3]]),
    convolve(net, double, [384, [3, 1]]),
  ]);
  const pooled = convolve(net, average(net, input), [192, 1]);
  net.layer("concatenate", name, {}, [
    pointwise,
    singleFork,
    doubleFork,
    pooled,
  ]);
}

/** Filters, kernel size, strides (1), padding (same). */
type Convolution = readonly [
  filters: number,
  kernelSize: Pair,
  strides?: number,
  padding?: Padding,
];

/** A row of convolutions, each normalized and rectified. @returns name of its last layer */
function convolve(
  net: KerasLayerBuilder,
  input: string,
  ...row: readonly Convolution[]
): string {
  let value = input;
  for (const [filters, kernelSize, strides = 1, padding = "same"] of row) {
    const shape = { filters, kernelSize, strides, padding, useBias: false };
    net.unnamed("conv2d", shape, value);
    net.unnamed("batchNormalization", { scale: false });
    value = net.unnamed("activation", { activation: "relu" });
  }
  return value;
}

function average(net: KerasLayerBuilder, input: string): string {
  const window = { poolSize: 3, strides: 1, padding: "same" } as const;
  return net.unnamed("averagePooling2d", window, input);
}

function halve(net: KerasLayerBuilder, input: string): string {
  return net.unnamed("maxPooling2d", { poolSize: 3, strides: 2 }, input);
}
