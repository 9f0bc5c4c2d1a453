import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * ConvNeXt, tiny. Zhuang Liu, Hanzi Mao, Chao-Yuan Wu, Christoph Feichtenhofer, Trevor Darrell, Saining Xie: A ConvNet for the 2020s,
 * 2022, https://arxiv.org/abs/2201.03545, table 9.
 * Layer names and the preprocessing inside (pixels from 0 to 255 come in) are those of Keras Applications, whose weights fit by
 * name. As there, 7×7 filters of each channel are a convolution in as many groups as channels, mixing is a dense layer on every
 * pixel, and no blocks are dropped in training. 28,589,128 parameters for 1,000 classes, all of them trainable.
 */
export function buildConvNextTiny({
  inputSize,
  classes,
  channels,
}: ModelOptions): LayerGraph {
  const net = createLayerBuilder("convnext-tiny", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  if (channels === MEAN.length) {
    net.layer("rescaling", `${NAME}_prestem_normalization`, {
      scale: DEVIATION.map((deviation) => 1 / (255 * deviation)),
      offset: MEAN.map((mean, channel) => -mean / (DEVIATION[channel] ?? 1)),
    });
  }
  for (const [stage, [blocks, filters]] of STAGES.entries()) {
    if (stage === 0) appendStem(net, filters);
    else appendDownsampling(net, stage - 1, filters);
    for (let block = 0; block < blocks; block++) {
      appendBlock(net, `${NAME}_stage_${stage}_block_${block}`, filters);
    }
  }
  net.layer("globalAveragePooling2d", `${NAME}_head_gap`, {});
  net.layer("layerNormalization", `${NAME}_head_layernorm`, NORMALIZATION);
  net.layer("dense", `${NAME}_head_dense`, {
    units: classes,
    activation: "softmax",
  });
  return net.build();
}

const NAME = "convnext_tiny";

/** Blocks and channels. */
const STAGES = [
  [3, 96],
  [3, 192],
  [9, 384],
  [3, 768],
] as const;

const NORMALIZATION = { epsilon: 1e-6 };

/** Of ImageNet's red, green and blue. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** Patches of 4×4 pixels. */
function appendStem(net: LayerBuilder, filters: number): void {
  const patches = { filters, kernelSize: 4, strides: 4 };
  net.layer("conv2d", `${NAME}_stem_conv`, patches);
  net.layer("layerNormalization", `${NAME}_stem_layernorm`, NORMALIZATION);
}

function appendDownsampling(
  net: LayerBuilder,
  number: number,
  filters: number,
): void {
  const name = `${NAME}_downsampling`;
  net.layer("layerNormalization", `${name}_layernorm_${number}`, NORMALIZATION);
  const halving = { filters, kernelSize: 2, strides: 2 };
  net.layer("conv2d", `${name}_conv_${number}`, halving);
}

/** Filter each channel, normalize, mix by way of four times as many channels, scale; then add the input. */
function appendBlock(net: LayerBuilder, name: string, channels: number): void {
  const input = net.current();
  net.layer("conv2d", `${name}_depthwise_conv`, {
    filters: channels,
    kernelSize: 7,
    padding: "same",
    groups: channels,
  });
  net.layer("layerNormalization", `${name}_layernorm`, NORMALIZATION);
  net.layer("dense", `${name}_pointwise_conv_1`, { units: 4 * channels });
  net.layer("activation", `${name}_gelu`, { activation: "gelu" });
  net.layer("dense", `${name}_pointwise_conv_2`, { units: channels });
  const branch = net.layer("layerScale", `${name}_layer_scale`, {
    initialValue: 1e-6,
  });
  net.layer("add", `${name}_add`, {}, [input, branch]);
}
