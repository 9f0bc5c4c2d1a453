import type { ModelEntry } from "#engine/models/model-entry.ts";
import { buildMobileNetV2 } from "./mobilenet-v2.ts";
import {
  buildMobileNetV3Large,
  buildMobileNetV3Small,
} from "./mobilenet-v3.ts";
import { buildMobileNet } from "./mobilenet.ts";
import { USUAL_BACKBONE } from "./usual-backbone.ts";

const THIRD = {
  ...USUAL_BACKBONE,
  widths: [0.75, 1],
  inputRange: "zero-to-255",
  featureLayer: "conv_1_activation",
  paper: "https://arxiv.org/abs/1905.02244",
} as const satisfies Partial<ModelEntry>;

/** The networks made for telephones. */
export const MOBILENET_CATALOG = {
  mobilenet: {
    ...USUAL_BACKBONE,
    title: "MobileNet",
    summary:
      "The first network of depthwise and 1×1 convolutions in turn: simple, small and quick.",
    build: buildMobileNet,
    widths: [0.25, 0.5, 0.75, 1],
    inputRange: "minus-one-to-one",
    featureLayer: "conv_pw_13_relu",
    paper: "https://arxiv.org/abs/1704.04861",
    kerasApplication: "MobileNet",
  },
  "mobilenet-v2": {
    ...USUAL_BACKBONE,
    title: "MobileNetV2",
    summary:
      "Inverted residuals with depthwise convolutions: accurate, small and quick on any machine.",
    build: buildMobileNetV2,
    widths: [0.35, 0.5, 0.75, 1, 1.3, 1.4],
    inputRange: "minus-one-to-one",
    featureLayer: "out_relu",
    paper: "https://arxiv.org/abs/1801.04381",
    kerasApplication: "MobileNetV2",
  },
  "mobilenet-v3-small": {
    ...THIRD,
    title: "MobileNetV3 small",
    summary:
      "Found by search and tuned by hand, with channels that are gated: the quickest of the good backbones.",
    build: buildMobileNetV3Small,
    kerasApplication: "MobileNetV3Small",
  },
  "mobilenet-v3-large": {
    ...THIRD,
    title: "MobileNetV3 large",
    summary:
      "As the small one, for a little more time: more accurate than MobileNetV2 with less work.",
    build: buildMobileNetV3Large,
    kerasApplication: "MobileNetV3Large",
  },
} satisfies Record<string, ModelEntry>;
