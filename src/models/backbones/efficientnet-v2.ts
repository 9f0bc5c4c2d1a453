import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { LayerBuilder } from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  appendFusedBlock,
  appendMobileBlock,
  type EfficientNetStyle,
} from "./efficientnet-block.ts";
import { buildEfficientNetAround } from "./efficientnet-frame.ts";
import { nearestMultipleOf8 } from "./rounded-channels.ts";

/**
 * EfficientNetV2-B0 and, deeper and wider, B1 to B3. Mingxing Tan, Quoc Le: EfficientNetV2: Smaller Models and Faster Training, 2021,
 * https://arxiv.org/abs/2104.00298; the table of the B models is in the authors' code, not in the paper.
 * Layer names, channel rounding, the share of blocks dropped in training and the preprocessing inside (pixels from 0 to 255 come in)
 * are those of Keras Applications, whose weights fit by name. B0 has 7,200,312 parameters for 1,000 classes, moving statistics
 * included.
 */
export function efficientNetV2(
  size: EfficientNetV2Size,
): (options: ModelOptions) => LayerGraph {
  const scale = SCALES[size];
  return (options) =>
    buildEfficientNetAround(`efficientnet-v2-${size}`, options, {
      style: STYLE,
      stemFilters: nearestMultipleOf8(32 * scale.width),
      topFilters: nearestMultipleOf8(1280 * scale.width),
      dropout: 0.2,
      appendPreprocessing,
      appendStages: (net) => appendStages(net, scale),
    });
}

interface Scale {
  /** Factor on channels. */
  readonly width: number;
  /** Factor on the blocks of each stage. */
  readonly depth: number;
}

const SCALES = {
  b0: { width: 1, depth: 1 },
  b1: { width: 1, depth: 1.1 },
  b2: { width: 1.1, depth: 1.2 },
  b3: { width: 1.2, depth: 1.4 },
} satisfies Record<string, Scale>;

export type EfficientNetV2Size = keyof typeof SCALES;

/** Kind, expansion, channels, blocks, stride of the first block; all kernels are 3×3. */
const STAGES = [
  ["fused", 1, 16, 1, 1],
  ["fused", 4, 32, 2, 2],
  ["fused", 4, 48, 2, 2],
  ["mobile", 4, 96, 3, 2],
  ["mobile", 6, 112, 5, 1],
  ["mobile", 6, 192, 8, 2],
] as const;

const STYLE: EfficientNetStyle = { depthwise: "dwconv2", momentum: 0.9 };
const GATE_SHARE = 0.25;
/** How often a block is left out in training: this, times its place, by the blocks of B0 (Keras does not scale that number). */
const DROP_RATE = 0.2;
const BLOCKS_OF_B0 = 21;

/** Of ImageNet's red, green and blue. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** Colours as ImageNet's mean and deviation have it; anything else to -1…1, as Keras does. */
function appendPreprocessing(net: LayerBuilder, channels: number): void {
  if (channels !== MEAN.length) {
    net.layer("rescaling", "rescaling", { scale: 1 / 128, offset: -1 });
    return;
  }
  net.layer("rescaling", "rescaling", { scale: 1 / 255 });
  net.layer("rescaling", "normalization", {
    scale: DEVIATION.map((deviation) => 1 / deviation),
    offset: MEAN.map((mean, channel) => -mean / (DEVIATION[channel] ?? 1)),
  });
}

function appendStages(net: LayerBuilder, { width, depth }: Scale): void {
  let done = 0;
  for (const [stage, row] of STAGES.entries()) {
    const [kind, expansion, filters, blocks, strides] = row;
    for (let repeat = 0; repeat < Math.ceil(depth * blocks); repeat++) {
      const block = {
        prefix: `block${stage + 1}${String.fromCharCode(97 + repeat)}_`,
        expansion,
        filters: nearestMultipleOf8(filters * width),
        kernelSize: 3,
        strides: repeat === 0 ? strides : 1,
        gateShare: kind === "mobile" ? GATE_SHARE : 0,
        dropRate: (DROP_RATE * done) / BLOCKS_OF_B0,
      };
      if (kind === "fused") appendFusedBlock(net, block, STYLE);
      else appendMobileBlock(net, block, STYLE);
      done++;
    }
  }
}
