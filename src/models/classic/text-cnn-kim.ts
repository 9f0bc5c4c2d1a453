import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import {
  vocabularySize,
  type ModelOptions,
} from "#engine/models/model-entry.ts";

/** Words that a filter sees. */
const WIDTHS = [3, 4, 5];

/**
 * CNN-rand of Yoon Kim: Convolutional Neural Networks for Sentence Classification, EMNLP 2014, https://arxiv.org/abs/1408.5882.
 * Words as vectors of 300, side by side 100 filters over each of three, four and five words, the largest value of each filter over the
 * text, dropout of one half, a dense layer. Changed: the norm of the last layer's weights is not limited to 3.
 */
export function buildTextCnnKim(options: ModelOptions): LayerGraph {
  const net = createLayerBuilder("text-cnn-kim", {
    name: "words",
    shape: [options.inputSize],
  });
  const vectors = net.layer("embedding", "embedding", {
    inputDim: vocabularySize(options),
    outputDim: 300,
  });
  const strongest = WIDTHS.map((width) => {
    const maps = net.layer(
      "conv1d",
      `conv_${width}`,
      { filters: 100, kernelSize: width, activation: "relu" },
      vectors,
    );
    return net.layer("globalMaxPooling1d", `pool_${width}`, {}, maps);
  });
  net.layer("concatenate", "features", {}, strongest);
  net.layer("dropout", "dropout", { rate: 0.5 });
  net.layer("dense", "predictions", {
    units: options.classes,
    activation: "softmax",
  });
  return net.build();
}
