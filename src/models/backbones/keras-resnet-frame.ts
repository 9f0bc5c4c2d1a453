import type { LayerBuilder } from "#engine/graph/layer-builder.ts";
import { evenPadding } from "./even-padding.ts";

/** Of batch normalization in Keras's residual networks. */
export const NORMALIZATION = { momentum: 0.99, epsilon: 1.001e-5 };

/** Residual blocks of each of the four stages, by the number of layers. */
export const REPEATS = {
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

export type KerasResNetDepth = keyof typeof REPEATS;

/** A bottleneck block. */
export interface Bottleneck {
  /** Of the two narrow convolutions; the block ends in four times as many. */
  readonly filters: number;
  readonly strides: number;
  /** Whether a 1×1 convolution is on the shortcut. */
  readonly projects: boolean;
}

/** Batch normalization and a rectifier, named `…_bn` and `…_relu`. @returns the rectifier */
export function appendNormalizedRelu(net: LayerBuilder, name: string): string {
  net.layer("batchNormalization", `${name}_bn`, NORMALIZATION);
  return net.layer("activation", `${name}_relu`, { activation: "relu" });
}

/** The 7×7 convolution at stride 2. */
export function appendStemConvolution(net: LayerBuilder): void {
  net.layer("zeroPadding2d", "conv1_pad", { padding: evenPadding(3) });
  net.layer("conv2d", "conv1_conv", {
    filters: 64,
    kernelSize: 7,
    strides: 2,
  });
}

/** The pooling behind it. */
export function appendStemPooling(net: LayerBuilder): void {
  net.layer("zeroPadding2d", "pool1_pad", { padding: evenPadding(1) });
  net.layer("maxPooling2d", "pool1_pool", { poolSize: 3, strides: 2 });
}

export function appendClasses(net: LayerBuilder, classes: number): void {
  net.layer("globalAveragePooling2d", "avg_pool", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
}
