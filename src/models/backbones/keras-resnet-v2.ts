import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { evenPadding } from "./even-padding.ts";
import {
  createKerasLayerBuilder,
  type KerasLayerBuilder,
} from "./keras-layer-builder.ts";

/**
 * ResNet-50V2, -101V2 and -152V2 of Keras Applications. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun: Identity Mappings in Deep
 * Residual Networks, 2016, https://arxiv.org/abs/1603.05027, figure 4e: normalization and rectifier come before each convolution, so
 * that the shortcut passes untouched.
 * A stage halves the picture in its last block, not its first. 25,613,800 parameters for ResNet-50V2 and 1,000 classes, moving
 * statistics included.
 */
export function buildKerasResNet50V2(options: ModelOptions): LayerGraph {
  return buildKerasResNetV2("keras-resnet-50-v2", [3, 4, 6, 3], options);
}

/** ResNet-101V2; see `buildKerasResNet50V2`. */
export function buildKerasResNet101V2(options: ModelOptions): LayerGraph {
  return buildKerasResNetV2("keras-resnet-101-v2", [3, 4, 23, 3], options);
}

/** ResNet-152V2; see `buildKerasResNet50V2`. */
export function buildKerasResNet152V2(options: ModelOptions): LayerGraph {
  return buildKerasResNetV2("keras-resnet-152-v2", [3, 8, 36, 3], options);
}

const NORMALIZATION = { momentum: 0.99, epsilon: 1.001e-5 };

/** @param repeats residual blocks of each of the four stages */
function buildKerasResNetV2(
  name: string,
  repeats: readonly number[],
  { inputSize, classes, channels }: ModelOptions,
): LayerGraph {
  const net = createKerasLayerBuilder(name, {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("zeroPadding2d", "conv1_pad", { padding: evenPadding(3) });
  net.layer("conv2d", "conv1_conv", {
    filters: 64,
    kernelSize: 7,
    strides: 2,
  });
  net.layer("zeroPadding2d", "pool1_pad", { padding: evenPadding(1) });
  net.layer("maxPooling2d", "pool1_pool", { poolSize: 3, strides: 2 });
  for (const [stage, count] of repeats.entries()) {
    for (let block = 1; block <= count; block++) {
      const isLastStage = stage === repeats.length - 1;
      appendPreActivationBlock(net, `conv${stage + 2}_block${block}`, {
        filters: 64 * 2 ** stage,
        strides: block === count && !isLastStage ? 2 : 1,
        projects: block === 1,
      });
    }
  }
  net.layer("batchNormalization", "post_bn", NORMALIZATION);
  net.layer("activation", "post_relu", { activation: "relu" });
  net.layer("globalAveragePooling2d", "avg_pool", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

interface PreActivationBlock {
  /** Of the two narrow convolutions; the block ends in four times as many. */
  readonly filters: number;
  readonly strides: number;
  /** Whether a 1×1 convolution is on the shortcut. */
  readonly projects: boolean;
}

/** Narrow by 1×1, filter by 3×3, widen by 1×1, each after normalization and rectifier; then add the shortcut. */
function appendPreActivationBlock(
  net: KerasLayerBuilder,
  name: string,
  { filters, strides, projects }: PreActivationBlock,
): void {
  let shortcut = net.current();
  net.layer("batchNormalization", `${name}_preact_bn`, NORMALIZATION);
  const activated = net.layer("activation", `${name}_preact_relu`, {
    activation: "relu",
  });
  if (projects) {
    const projection = { filters: 4 * filters, kernelSize: 1 };
    shortcut = net.layer("conv2d", `${name}_0_conv`, projection);
  } else if (strides > 1) {
    shortcut = net.unnamed("maxPooling2d", { poolSize: 1, strides }, shortcut);
  }
  net.layer(
    "conv2d",
    `${name}_1_conv`,
    { filters, kernelSize: 1, useBias: false },
    activated,
  );
  net.layer("batchNormalization", `${name}_1_bn`, NORMALIZATION);
  net.layer("activation", `${name}_1_relu`, { activation: "relu" });
  net.layer("zeroPadding2d", `${name}_2_pad`, { padding: evenPadding(1) });
  net.layer("conv2d", `${name}_2_conv`, {
    filters,
    kernelSize: 3,
    strides,
    useBias: false,
  });
  net.layer("batchNormalization", `${name}_2_bn`, NORMALIZATION);
  net.layer("activation", `${name}_2_relu`, { activation: "relu" });
  const branch = net.layer("conv2d", `${name}_3_conv`, {
    filters: 4 * filters,
    kernelSize: 1,
  });
  net.layer("add", `${name}_out`, {}, [shortcut, branch]);
}
