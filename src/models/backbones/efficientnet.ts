import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { LayerBuilder } from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  appendMobileBlock,
  type EfficientNetStyle,
} from "./efficientnet-block.ts";
import { buildEfficientNetAround } from "./efficientnet-frame.ts";
import { roundedChannels } from "./rounded-channels.ts";

/**
 * EfficientNet-B0 and, deeper and wider, B1 to B3. Mingxing Tan, Quoc Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019,
 * https://arxiv.org/abs/1905.11946, table 1.
 * Layer names, channel rounding, the share of blocks dropped in training and the preprocessing inside (pixels from 0 to 255 come
 * in) are those of Keras Applications, whose weights fit by name; Keras's zero padding before a strided convolution is the padding
 * "same" of that convolution. B0 has 5,330,571 parameters for 1,000 classes, moving statistics included and the 7 of the
 * normalization of its input.
 */
export function efficientNet(
  size: EfficientNetSize,
): (options: ModelOptions) => LayerGraph {
  const scale = SCALES[size];
  return (options) =>
    buildEfficientNetAround(`efficientnet-${size}`, options, {
      style: STYLE,
      stemFilters: roundedChannels(32 * scale.width),
      topFilters: roundedChannels(1280 * scale.width),
      dropout: scale.dropout,
      appendPreprocessing,
      appendStages: (net) => appendStages(net, scale),
    });
}

interface Scale {
  /** Factor on channels. */
  readonly width: number;
  /** Factor on the blocks of each stage. */
  readonly depth: number;
  /** Of the features before the classes. */
  readonly dropout: number;
}

const SCALES = {
  b0: { width: 1, depth: 1, dropout: 0.2 },
  b1: { width: 1, depth: 1.1, dropout: 0.2 },
  b2: { width: 1.1, depth: 1.2, dropout: 0.3 },
  b3: { width: 1.2, depth: 1.4, dropout: 0.3 },
} satisfies Record<string, Scale>;

export type EfficientNetSize = keyof typeof SCALES;

/** Expansion, channels, blocks, kernel size, stride of the first block: table 1 of the paper. */
const STAGES = [
  [1, 16, 1, 3, 1],
  [6, 24, 2, 3, 2],
  [6, 40, 2, 5, 2],
  [6, 80, 3, 3, 2],
  [6, 112, 3, 5, 1],
  [6, 192, 4, 5, 2],
  [6, 320, 1, 3, 1],
] as const;

const STYLE: EfficientNetStyle = { depthwise: "dwconv", momentum: 0.99 };
const GATE_SHARE = 0.25;
/** How often the last block would be left out in training; earlier ones in proportion to their place. */
const DROP_RATE = 0.2;

/** Standard deviation of ImageNet's red, green and blue. */
const DEVIATION = [0.229, 0.224, 0.225];

/**
 * Pixels to 0…1, then mean and variance off. The second rescaling is there because the published weights were trained on pictures
 * divided by the variance while the normalization, whose statistics come with them, divides by its root; Keras adds that layer only
 * where it loads those weights, and only they are meant here (tensorflow/tensorflow#49930: Keras takes the root of the deviation).
 */
function appendPreprocessing(net: LayerBuilder, channels: number): void {
  net.layer("rescaling", "rescaling", { scale: 1 / 255 });
  net.layer("normalization", "normalization", {});
  if (channels !== DEVIATION.length) return;
  const scale = DEVIATION.map((deviation) => 1 / Math.sqrt(deviation));
  net.layer("rescaling", "rescaling_1", { scale });
}

function appendStages(net: LayerBuilder, { width, depth }: Scale): void {
  const repeats = STAGES.map(([, , blocks]) => Math.ceil(depth * blocks));
  const total = repeats.reduce((sum, count) => sum + count, 0);
  let done = 0;
  for (const [stage, row] of STAGES.entries()) {
    const [expansion, filters, , kernelSize, strides] = row;
    for (let repeat = 0; repeat < (repeats[stage] ?? 0); repeat++) {
      const block = {
        prefix: `block${stage + 1}${String.fromCharCode(97 + repeat)}_`,
        expansion,
        filters: roundedChannels(filters * width),
        kernelSize,
        strides: repeat === 0 ? strides : 1,
        gateShare: GATE_SHARE,
        dropRate: (DROP_RATE * done) / total,
      };
      appendMobileBlock(net, block, STYLE);
      done++;
    }
  }
}
