import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * AlexNet. Alex Krizhevsky, Ilya Sutskever, Geoffrey Hinton: ImageNet Classification with Deep Convolutional Neural Networks, 2012,
 * https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks, section 3.
 * Response normalization after the first two convolutions, overlapping pooling, dropout 0.5 behind both hidden dense layers.
 * Layers have the numbers of the course's table; the pooling after C7, missing there, is `C7_pool`.
 * One tower, every convolution seeing all maps: 62,378,344 parameters at 227 px for 1,000 classes.
 */
export function buildAlexNet(options: ModelOptions): LayerGraph {
  return alexNet("alexnet", options, 1);
}

/**
 * AlexNet as it was trained, on two graphics cards: C3, C6 and C7 see only the half of the maps that lies on their own card (paper,
 * figure 2). 60,965,224 parameters, 58,631,144 of them in the dense layers.
 */
export function buildAlexNetGrouped(options: ModelOptions): LayerGraph {
  return alexNet("alexnet-grouped", options, 2);
}

/** The paper's section 3.3: k = 2, n = 5, α = 1e-4, β = 0.75. */
const RESPONSE_NORMALIZATION = {
  depthRadius: 2,
  bias: 2,
  alpha: 1e-4,
  beta: 0.75,
};

/** The paper's section 3.4: windows of 3 at a distance of 2 overlap. */
const POOLING = { poolSize: 3, strides: 2 };

function alexNet(
  name: string,
  { inputSize, classes, channels }: ModelOptions,
  groups: number,
): LayerGraph {
  const net = createLayerBuilder(name, {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  const relu = { activation: "relu" } as const;
  const same = { padding: "same", ...relu } as const;
  net.layer("conv2d", "C1", {
    filters: 96,
    kernelSize: 11,
    strides: 4,
    padding: "valid",
    ...relu,
  });
  net.layer(
    "localResponseNormalization",
    "C1_normalization",
    RESPONSE_NORMALIZATION,
  );
  net.layer("maxPooling2d", "S2", POOLING);
  net.layer("conv2d", "C3", { filters: 256, kernelSize: 5, groups, ...same });
  net.layer(
    "localResponseNormalization",
    "C3_normalization",
    RESPONSE_NORMALIZATION,
  );
  net.layer("maxPooling2d", "S4", POOLING);
  net.layer("conv2d", "C5", { filters: 384, kernelSize: 3, ...same });
  net.layer("conv2d", "C6", { filters: 384, kernelSize: 3, groups, ...same });
  net.layer("conv2d", "C7", { filters: 256, kernelSize: 3, groups, ...same });
  net.layer("maxPooling2d", "C7_pool", POOLING);
  net.layer("flatten", "flatten", {});
  for (const dense of ["F8", "F9"]) {
    net.layer("dense", dense, { units: 4096, ...relu });
    net.layer("dropout", `${dense}_dropout`, { rate: 0.5 });
  }
  net.layer("dense", "output", { units: classes, activation: "softmax" });
  return net.build();
}
