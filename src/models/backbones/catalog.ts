import type { ModelEntry } from "#engine/models/model-entry.ts";
import { buildConvNextTiny } from "./convnext.ts";
import { buildDenseNet121 } from "./densenet.ts";
import { EFFICIENTNET_CATALOG } from "./efficientnet-catalog.ts";
import { buildInceptionV3 } from "./inception-v3.ts";
import { KERAS_RESNET_CATALOG } from "./keras-resnet-catalog.ts";
import { MOBILENET_CATALOG } from "./mobilenet-catalog.ts";
import { buildNasNetMobile } from "./nasnet-mobile.ts";
import { USUAL_BACKBONE } from "./usual-backbone.ts";
import { buildXception } from "./xception.ts";

/** The architectures that come pretrained, with the interface of Keras Applications, by their ids. */
export const BACKBONE_CATALOG = {
  ...MOBILENET_CATALOG,
  ...EFFICIENTNET_CATALOG,
  ...KERAS_RESNET_CATALOG,
  "densenet-121": {
    ...USUAL_BACKBONE,
    title: "DenseNet-121",
    summary:
      "Every layer sees the outputs of all layers before it: few parameters, much memory in training.",
    build: buildDenseNet121,
    inputRange: "imagenet-standardized",
    featureLayer: "relu",
    paper: "https://arxiv.org/abs/1608.06993",
    kerasApplication: "DenseNet121",
  },
  "inception-v3": {
    ...USUAL_BACKBONE,
    title: "Inception v3",
    summary:
      "Parallel branches look at each place with kernels of several sizes; made for large pictures.",
    build: buildInceptionV3,
    defaults: { inputSize: 299, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 75,
    sizes: [299, 128, 160, 192, 224],
    inputRange: "minus-one-to-one",
    featureLayer: "mixed10",
    paper: "https://arxiv.org/abs/1512.00567",
    kerasApplication: "InceptionV3",
  },
  xception: {
    ...USUAL_BACKBONE,
    title: "Xception",
    summary:
      "Depthwise separable convolutions throughout: the accuracy of a large network with fewer parameters.",
    build: buildXception,
    defaults: { inputSize: 299, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 71,
    sizes: [299, 128, 160, 192, 224],
    inputRange: "minus-one-to-one",
    featureLayer: "block14_sepconv2_act",
    paper: "https://arxiv.org/abs/1610.02357",
    kerasApplication: "Xception",
  },
  "nasnet-mobile": {
    ...USUAL_BACKBONE,
    title: "NASNet-A mobile",
    summary:
      "Cells found by an automatic search, not by hand: small and accurate, but of very many small layers.",
    build: buildNasNetMobile,
    inputRange: "minus-one-to-one",
    featureLayer: "activation_187",
    paper: "https://arxiv.org/abs/1707.07012",
    kerasApplication: "NASNetMobile",
  },
  "convnext-tiny": {
    ...USUAL_BACKBONE,
    title: "ConvNeXt tiny",
    summary:
      "A convolutional network built with the lessons of transformers: accurate, but large for a small machine.",
    build: buildConvNextTiny,
    inputRange: "zero-to-255",
    featureLayer: "convnext_tiny_stage_3_block_2_add",
    paper: "https://arxiv.org/abs/2201.03545",
    kerasApplication: "ConvNeXtTiny",
  },
} satisfies Record<string, ModelEntry>;
