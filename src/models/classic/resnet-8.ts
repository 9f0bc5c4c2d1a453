import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { residualBlock } from "./residual-block.ts";

/**
 * ResNet-8 for pictures of 32 pixels, as in the image-classification task of MLPerf Tiny. Colby Banbury et al.: MLPerf Tiny
 * Benchmark, 2021, https://arxiv.org/abs/2106.07597. 78,666 parameters with moving statistics for ten classes.
 * Convolutions have biases and the shortcut no normalization, as there; the pooling is global so that other sizes work, and the
 * moving statistics follow faster (momentum 0.9), for short trainings.
 */
export function buildResNet8(options: ModelOptions): LayerGraph {
  const { inputSize, classes, channels, width } = options;
  const net = createLayerBuilder("resnet-8", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  const normalization = { momentum: 0.9, epsilon: 0.001 };
  const filters = (count: number) => Math.max(1, Math.round(count * width));
  net.layer("conv2d", "conv1", {
    filters: filters(16),
    kernelSize: 3,
    padding: "same",
  });
  net.layer("batchNormalization", "conv1_bn", normalization);
  net.layer("activation", "conv1_relu", { activation: "relu" });
  for (const [name, count, stride] of STAGES) {
    residualBlock(net, name, {
      filters: filters(count),
      stride,
      useBias: true,
      normalizeShortcut: false,
      normalization,
    });
  }
  net.layer("globalAveragePooling2d", "pooling", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

/** Block name, filters, stride. */
const STAGES = [
  ["stage1_block1", 16, 1],
  ["stage2_block1", 32, 2],
  ["stage3_block1", 64, 2],
] as const;
