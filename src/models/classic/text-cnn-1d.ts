import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import {
  vocabularySize,
  type ModelOptions,
} from "#engine/models/model-entry.ts";

/**
 * The course's network for sequences, that of François Chollet, Deep Learning with Python, 2017, section 6.4.2 (IMDB reviews): words as
 * vectors, two 1-D convolutions of seven words with a pooling between them, the largest value of each map, a dense layer.
 * Changed: softmax over the classes in place of one sigmoid; 128 words of a text by default in place of 500.
 */
export function buildTextCnn1d(options: ModelOptions): LayerGraph {
  const net = createLayerBuilder("text-cnn-1d", {
    name: "words",
    shape: [options.inputSize],
  });
  net.layer("embedding", "embedding", {
    inputDim: vocabularySize(options),
    outputDim: 128,
  });
  net.layer("conv1d", "conv1", {
    filters: 32,
    kernelSize: 7,
    activation: "relu",
  });
  net.layer("maxPooling1d", "pool1", { poolSize: 5 });
  net.layer("conv1d", "conv2", {
    filters: 32,
    kernelSize: 7,
    activation: "relu",
  });
  net.layer("globalMaxPooling1d", "pool2", {});
  net.layer("dense", "predictions", {
    units: options.classes,
    activation: "softmax",
  });
  return net.build();
}
