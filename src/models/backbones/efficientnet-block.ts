import type { LayerBuilder } from "#engine/graph/layer-builder.ts";

export interface EfficientNetBlock {
  /** Of the names of its layers, such as `block2a_`. */
  readonly prefix: string;
  /** Factor on the channels between the first and the last convolution. */
  readonly expansion: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  /** Channels that the gate is computed with, as a share of the block's input; 0: no gate. */
  readonly gateShare: number;
  /** How often the block is left out in training, 0 to 1, where it has a shortcut. */
  readonly dropRate: number;
}

/** What differs between the versions. */
export interface EfficientNetStyle {
  /** Last part of the depthwise convolution's name. */
  readonly depthwise: "dwconv" | "dwconv2";
  /** Of batch normalization. */
  readonly momentum: number;
}

/** Expand by 1×1, filter each channel, gate, project by 1×1; the input is added where the shape stays (MBConv of the papers). */
export function appendMobileBlock(
  net: LayerBuilder,
  block: EfficientNetBlock,
  style: EfficientNetStyle,
): void {
  const { prefix, expansion, kernelSize, strides } = block;
  const input = net.current();
  const inputChannels = channelsOf(net);
  if (expansion !== 1) {
    net.layer("conv2d", `${prefix}expand_conv`, {
      filters: inputChannels * expansion,
      kernelSize: 1,
      useBias: false,
    });
    appendNormalizedSwish(net, `${prefix}expand_`, style);
  }
  net.layer("depthwiseConv2d", `${prefix}${style.depthwise}`, {
    kernelSize,
    strides,
    padding: "same",
    useBias: false,
  });
  appendNormalizedSwish(net, prefix, style);
  appendGate(net, block, inputChannels);
  appendProjection(net, block, style);
  appendShortcut(net, block, input, inputChannels);
}

/**
 * As `appendMobileBlock`, but one dense convolution instead of the expansion and the filters of each channel (Fused-MBConv); where
 * nothing is expanded it is the block's only one.
 */
export function appendFusedBlock(
  net: LayerBuilder,
  block: EfficientNetBlock,
  style: EfficientNetStyle,
): void {
  const { prefix, expansion, filters, kernelSize, strides } = block;
  const input = net.current();
  const inputChannels = channelsOf(net);
  const convolution = { kernelSize, strides, padding: "same" } as const;
  if (expansion === 1) {
    net.layer("conv2d", `${prefix}project_conv`, {
      ...convolution,
      filters,
      useBias: false,
    });
    appendNormalizedSwish(net, `${prefix}project_`, style);
  } else {
    net.layer("conv2d", `${prefix}expand_conv`, {
      ...convolution,
      filters: inputChannels * expansion,
      useBias: false,
    });
    appendNormalizedSwish(net, `${prefix}expand_`, style);
    appendProjection(net, block, style);
  }
  appendShortcut(net, block, input, inputChannels);
}

/** Batch normalization and x · sigmoid(x), named `…bn` and `…activation`. */
export function appendNormalizedSwish(
  net: LayerBuilder,
  prefix: string,
  { momentum }: EfficientNetStyle,
): void {
  net.layer("batchNormalization", `${prefix}bn`, { momentum });
  net.layer("activation", `${prefix}activation`, { activation: "swish" });
}

/** The 1×1 convolution at a block's end; nothing is cut off behind it. */
function appendProjection(
  net: LayerBuilder,
  { prefix, filters }: EfficientNetBlock,
  { momentum }: EfficientNetStyle,
): void {
  net.layer("conv2d", `${prefix}project_conv`, {
    filters,
    kernelSize: 1,
    useBias: false,
  });
  net.layer("batchNormalization", `${prefix}project_bn`, { momentum });
}

/** Each channel times a factor between 0 and 1, computed from the means of all channels (squeeze and excitation). */
function appendGate(
  net: LayerBuilder,
  { prefix, gateShare }: EfficientNetBlock,
  blockChannels: number,
): void {
  if (gateShare === 0) return;
  const input = net.current();
  const channels = channelsOf(net);
  net.layer("globalAveragePooling2d", `${prefix}se_squeeze`, {});
  net.layer("reshape", `${prefix}se_reshape`, {
    targetShape: [1, 1, channels],
  });
  net.layer("conv2d", `${prefix}se_reduce`, {
    filters: Math.max(1, Math.floor(blockChannels * gateShare)),
    kernelSize: 1,
    activation: "swish",
  });
  const gate = net.layer("conv2d", `${prefix}se_expand`, {
    filters: channels,
    kernelSize: 1,
    activation: "sigmoid",
  });
  net.layer("multiply", `${prefix}se_excite`, {}, [input, gate]);
}

function appendShortcut(
  net: LayerBuilder,
  { prefix, filters, strides, dropRate }: EfficientNetBlock,
  input: string,
  inputChannels: number,
): void {
  if (strides !== 1 || inputChannels !== filters) return;
  if (dropRate > 0) {
    net.layer("dropout", `${prefix}drop`, { rate: dropRate, perSample: true });
  }
  net.layer("add", `${prefix}add`, {}, [net.current(), input]);
}

function channelsOf(net: LayerBuilder): number {
  return net.shape().at(-1) ?? 1;
}
