import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { evenPadding } from "./even-padding.ts";
import {
  appendClasses,
  appendNormalizedRelu,
  appendStemConvolution,
  appendStemPooling,
  REPEATS,
  type Bottleneck,
  type KerasResNetDepth,
} from "./keras-resnet-frame.ts";
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
export function kerasResNetV2(
  depth: KerasResNetDepth,
): (options: ModelOptions) => LayerGraph {
  return (options) =>
    buildKerasResNetV2(`keras-resnet-${depth}-v2`, REPEATS[depth], options);
}

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
  appendStemConvolution(net);
  appendStemPooling(net);
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
  appendNormalizedRelu(net, "post");
  appendClasses(net, classes);
  return net.build();
}

/** Narrow by 1×1, filter by 3×3, widen by 1×1, each after normalization and rectifier; then add the shortcut. */
function appendPreActivationBlock(
  net: KerasLayerBuilder,
  name: string,
  { filters, strides, projects }: Bottleneck,
): void {
  let shortcut = net.current();
  const activated = appendNormalizedRelu(net, `${name}_preact`);
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
  appendNormalizedRelu(net, `${name}_1`);
  net.layer("zeroPadding2d", `${name}_2_pad`, { padding: evenPadding(1) });
  net.layer("conv2d", `${name}_2_conv`, {
    filters,
    kernelSize: 3,
    strides,
    useBias: false,
  });
  appendNormalizedRelu(net, `${name}_2`);
  const branch = net.layer("conv2d", `${name}_3_conv`, {
    filters: 4 * filters,
    kernelSize: 1,
  });
  net.layer("add", `${name}_out`, {}, [shortcut, branch]);
}
