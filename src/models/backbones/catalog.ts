import type { ModelEntry } from "#engine/models/model-entry.ts";
import { buildMobileNetV2 } from "./mobilenet-v2.ts";

/** The architectures that come pretrained, with the interface of Keras Applications, by their ids. */
export const BACKBONE_CATALOG = {
  "mobilenet-v2": {
    title: "MobileNetV2",
    summary:
      "Inverted residuals with depthwise convolutions: accurate, small and quick on any machine.",
    families: ["backbone"],
    build: buildMobileNetV2,
    defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 32,
    sizes: [224, 96, 128, 160, 192],
    widths: [0.35, 0.5, 0.75, 1, 1.4],
    inputRange: "minus-one-to-one",
    kernels: "glorot-uniform",
    featureLayer: "out_relu",
    paper: "https://arxiv.org/abs/1801.04381",
    licence: "Apache-2.0",
  },
} satisfies Record<string, ModelEntry>;
