import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  appendNormalizedSwish,
  type EfficientNetStyle,
} from "./efficientnet-block.ts";

/** What the versions have before, between and behind the convolutions that they share. */
export interface EfficientNetParts {
  readonly style: EfficientNetStyle;
  readonly stemFilters: number;
  readonly topFilters: number;
  /** Of the features before the classes. */
  readonly dropout: number;
  readonly appendPreprocessing: (net: LayerBuilder, channels: number) => void;
  readonly appendStages: (net: LayerBuilder) => void;
}

/** Preprocessing, a convolution that halves the picture, the stages, a 1×1 convolution, the classes. */
export function buildEfficientNetAround(
  name: string,
  { inputSize, classes, channels }: ModelOptions,
  parts: EfficientNetParts,
): LayerGraph {
  const { style, stemFilters, topFilters, dropout } = parts;
  const net = createLayerBuilder(name, {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  parts.appendPreprocessing(net, channels);
  net.layer("conv2d", "stem_conv", {
    filters: stemFilters,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    useBias: false,
  });
  appendNormalizedSwish(net, "stem_", style);
  parts.appendStages(net);
  net.layer("conv2d", "top_conv", {
    filters: topFilters,
    kernelSize: 1,
    useBias: false,
  });
  appendNormalizedSwish(net, "top_", style);
  net.layer("globalAveragePooling2d", "avg_pool", {});
  net.layer("dropout", "top_dropout", { rate: dropout });
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}
