import type { ModelEntry } from "#engine/models/model-entry.ts";
import { kerasResNetV2 } from "./keras-resnet-v2.ts";
import { kerasResNet } from "./keras-resnet.ts";
import { USUAL_BACKBONE } from "./usual-backbone.ts";

const FIRST = {
  ...USUAL_BACKBONE,
  inputRange: "imagenet-mean",
  featureLayer: "conv5_block3_out",
  paper: "https://arxiv.org/abs/1512.03385",
  remarks: [
    "Keras's form: every convolution has a bias, which the paper's networks (resnet-50 and so on) do not have.",
  ],
} as const satisfies Partial<ModelEntry>;

const SECOND = {
  ...USUAL_BACKBONE,
  inputRange: "minus-one-to-one",
  featureLayer: "post_relu",
  paper: "https://arxiv.org/abs/1603.05027",
} as const satisfies Partial<ModelEntry>;

/** The residual networks of Keras Applications. */
export const KERAS_RESNET_CATALOG = {
  "keras-resnet-50": {
    ...FIRST,
    title: "ResNet-50 (Keras)",
    summary:
      "Fifty layers with shortcuts that let each block learn only a correction: the classic backbone.",
    build: kerasResNet(50),
    kerasApplication: "ResNet50",
  },
  "keras-resnet-101": {
    ...FIRST,
    title: "ResNet-101 (Keras)",
    summary:
      "ResNet-50 with 17 more blocks in its third stage: more accurate, nearly twice the work.",
    build: kerasResNet(101),
    kerasApplication: "ResNet101",
  },
  "keras-resnet-152": {
    ...FIRST,
    title: "ResNet-152 (Keras)",
    summary:
      "The deepest network of the ResNet paper: best with much data and a fast machine.",
    build: kerasResNet(152),
    kerasApplication: "ResNet152",
  },
  "keras-resnet-50-v2": {
    ...SECOND,
    title: "ResNet-50 V2 (Keras)",
    summary:
      "ResNet-50 with normalization before each convolution, so that the shortcuts pass untouched.",
    build: kerasResNetV2(50),
    kerasApplication: "ResNet50V2",
  },
  "keras-resnet-101-v2": {
    ...SECOND,
    title: "ResNet-101 V2 (Keras)",
    summary:
      "ResNet-101 with normalization before each convolution: deep networks train more easily this way.",
    build: kerasResNetV2(101),
    kerasApplication: "ResNet101V2",
  },
  "keras-resnet-152-v2": {
    ...SECOND,
    title: "ResNet-152 V2 (Keras)",
    summary:
      "ResNet-152 with normalization before each convolution: for much data and a fast machine.",
    build: kerasResNetV2(152),
    kerasApplication: "ResNet152V2",
  },
} satisfies Record<string, ModelEntry>;
