import type { ModelEntry } from "#engine/models/model-entry.ts";
import { buildConvNextTiny } from "./convnext.ts";
import { buildDenseNet121 } from "./densenet.ts";
import { EFFICIENTNET_CATALOG } from "./efficientnet-catalog.ts";
import { buildInceptionV3 } from "./inception-v3.ts";
import { KERAS_RESNET_CATALOG } from "./keras-resnet-catalog.ts";
import { MOBILENET_CATALOG } from "./mobilenet-catalog.ts";
import { buildNasNetMobile } from "./nasnet-mobile.ts";
import { buildXception } from "./xception.ts";

/** The architectures that come pretrained, with the interface of Keras Applications, by their ids. */
export const BACKBONE_CATALOG = {
  ...MOBILENET_CATALOG,
  ...EFFICIENTNET_CATALOG,
  ...KERAS_RESNET_CATALOG,
  "densenet-121": {
    title: "DenseNet-121",
    summary:
      "Every layer sees the outputs of all layers before it: few parameters, much memory in training.",
    families: ["backbone"],
    build: buildDenseNet121,
    defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 32,
    sizes: [224, 96, 128, 160, 192],
    widths: [],
    inputRange: "imagenet-standardized",
    kernels: "glorot-uniform",
    featureLayer: "relu",
    paper: "https://arxiv.org/abs/1608.06993",
    kerasApplication: "DenseNet121",
    licence: "Apache-2.0",
  },
  "inception-v3": {
    title: "Inception v3",
    summary:
      "Parallel branches look at each place with kernels of several sizes; made for large pictures.",
    families: ["backbone"],
    build: buildInceptionV3,
    defaults: { inputSize: 299, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 75,
    sizes: [299, 128, 160, 192, 224],
    widths: [],
    inputRange: "minus-one-to-one",
    kernels: "glorot-uniform",
    featureLayer: "mixed10",
    paper: "https://arxiv.org/abs/1512.00567",
    kerasApplication: "InceptionV3",
    licence: "Apache-2.0",
  },
  xception: {
    title: "Xception",
    summary:
      "Depthwise separable convolutions throughout: the accuracy of a large network with fewer parameters.",
    families: ["backbone"],
    build: buildXception,
    defaults: { inputSize: 299, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 71,
    sizes: [299, 128, 160, 192, 224],
    widths: [],
    inputRange: "minus-one-to-one",
    kernels: "glorot-uniform",
    featureLayer: "block14_sepconv2_act",
    paper: "https://arxiv.org/abs/1610.02357",
    kerasApplication: "Xception",
    licence: "Apache-2.0",
  },
  "nasnet-mobile": {
    title: "NASNet-A mobile",
    summary:
      "Cells found by an automatic search, not by hand: small and accurate, but of very many small layers.",
    families: ["backbone"],
    build: buildNasNetMobile,
    defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 32,
    sizes: [224, 96, 128, 160, 192],
    widths: [],
    inputRange: "minus-one-to-one",
    kernels: "glorot-uniform",
    featureLayer: "activation_187",
    paper: "https://arxiv.org/abs/1707.07012",
    kerasApplication: "NASNetMobile",
    licence: "Apache-2.0",
  },
  "convnext-tiny": {
    title: "ConvNeXt tiny",
    summary:
      "A convolutional network built with the lessons of transformers: accurate, but large for a small machine.",
    families: ["backbone"],
    build: buildConvNextTiny,
    defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 32,
    sizes: [224, 96, 128, 160, 192],
    widths: [],
    inputRange: "zero-to-255",
    kernels: "glorot-uniform",
    featureLayer: "convnext_tiny_stage_3_block_2_add",
    paper: "https://arxiv.org/abs/2201.03545",
    kerasApplication: "ConvNeXtTiny",
    licence: "Apache-2.0",
  },
} satisfies Record<string, ModelEntry>;
