import type { ModelEntry, ModelOptions } from "#engine/models/model-entry.ts";
import {
  buildEfficientNetV2B0,
  buildEfficientNetV2B1,
  buildEfficientNetV2B2,
  buildEfficientNetV2B3,
} from "./efficientnet-v2.ts";
import {
  buildEfficientNetB0,
  buildEfficientNetB1,
  buildEfficientNetB2,
  buildEfficientNetB3,
} from "./efficientnet.ts";

const EITHER = {
  families: ["backbone"],
  leastInputSize: 32,
  widths: [],
  inputRange: "zero-to-255",
  kernels: "he-normal",
  featureLayer: "top_activation",
  licence: "Apache-2.0",
} as const satisfies Partial<ModelEntry>;

const FIRST = {
  ...EITHER,
  paper: "https://arxiv.org/abs/1905.11946",
} as const satisfies Partial<ModelEntry>;

const SECOND = {
  ...EITHER,
  paper: "https://arxiv.org/abs/2104.00298",
} as const satisfies Partial<ModelEntry>;

/** EfficientNet and EfficientNetV2, scaled from B0 to B3. */
export const EFFICIENTNET_CATALOG = {
  "efficientnet-b0": {
    ...FIRST,
    title: "EfficientNet-B0",
    summary:
      "Gated inverted residuals found by search: much accuracy for few parameters.",
    build: buildEfficientNetB0,
    ...madeFor(224),
    kerasApplication: "EfficientNetB0",
  },
  "efficientnet-b1": {
    ...FIRST,
    title: "EfficientNet-B1",
    summary: "EfficientNet-B0 with more layers, for pictures of 240 pixels.",
    build: buildEfficientNetB1,
    ...madeFor(240),
    kerasApplication: "EfficientNetB1",
  },
  "efficientnet-b2": {
    ...FIRST,
    title: "EfficientNet-B2",
    summary:
      "EfficientNet-B0 deeper and a tenth wider, for pictures of 260 pixels.",
    build: buildEfficientNetB2,
    ...madeFor(260),
    kerasApplication: "EfficientNetB2",
  },
  "efficientnet-b3": {
    ...FIRST,
    title: "EfficientNet-B3",
    summary:
      "EfficientNet-B0 deeper and a fifth wider, for pictures of 300 pixels.",
    build: buildEfficientNetB3,
    ...madeFor(300),
    kerasApplication: "EfficientNetB3",
  },
  "efficientnet-v2-b0": {
    ...SECOND,
    title: "EfficientNetV2-B0",
    summary:
      "EfficientNet with plain convolutions in its first stages, which train faster.",
    build: buildEfficientNetV2B0,
    ...madeFor(224),
    kerasApplication: "EfficientNetV2B0",
  },
  "efficientnet-v2-b1": {
    ...SECOND,
    title: "EfficientNetV2-B1",
    summary: "EfficientNetV2-B0 with more layers, for pictures of 240 pixels.",
    build: buildEfficientNetV2B1,
    ...madeFor(240),
    kerasApplication: "EfficientNetV2B1",
  },
  "efficientnet-v2-b2": {
    ...SECOND,
    title: "EfficientNetV2-B2",
    summary:
      "EfficientNetV2-B0 deeper and a tenth wider, for pictures of 260 pixels.",
    build: buildEfficientNetV2B2,
    ...madeFor(260),
    kerasApplication: "EfficientNetV2B2",
  },
  "efficientnet-v2-b3": {
    ...SECOND,
    title: "EfficientNetV2-B3",
    summary:
      "EfficientNetV2-B0 deeper and a fifth wider, for pictures of 300 pixels.",
    build: buildEfficientNetV2B3,
    ...madeFor(300),
    kerasApplication: "EfficientNetV2B3",
  },
} satisfies Record<string, ModelEntry>;

/** @param inputSize pixels of the side that the weights were trained at */
function madeFor(inputSize: number): {
  readonly defaults: ModelOptions;
  readonly sizes: readonly number[];
} {
  return {
    defaults: { inputSize, classes: 1000, channels: 3, width: 1 },
    sizes: [inputSize, 96, 128, 160, 192].concat(inputSize > 224 ? 224 : []),
  };
}
