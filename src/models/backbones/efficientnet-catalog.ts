import type { ModelEntry, ModelOptions } from "#engine/models/model-entry.ts";
import { efficientNetV2 } from "./efficientnet-v2.ts";
import { efficientNet } from "./efficientnet.ts";

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
    build: efficientNet("b0"),
    ...madeFor(224),
    kerasApplication: "EfficientNetB0",
  },
  "efficientnet-b1": {
    ...FIRST,
    title: "EfficientNet-B1",
    summary: "EfficientNet-B0 with more layers, for pictures of 240 pixels.",
    build: efficientNet("b1"),
    ...madeFor(240),
    kerasApplication: "EfficientNetB1",
  },
  "efficientnet-b2": {
    ...FIRST,
    title: "EfficientNet-B2",
    summary:
      "EfficientNet-B0 deeper and a tenth wider, for pictures of 260 pixels.",
    build: efficientNet("b2"),
    ...madeFor(260),
    kerasApplication: "EfficientNetB2",
  },
  "efficientnet-b3": {
    ...FIRST,
    title: "EfficientNet-B3",
    summary:
      "EfficientNet-B0 deeper and a fifth wider, for pictures of 300 pixels.",
    build: efficientNet("b3"),
    ...madeFor(300),
    kerasApplication: "EfficientNetB3",
  },
  "efficientnet-v2-b0": {
    ...SECOND,
    title: "EfficientNetV2-B0",
    summary:
      "EfficientNet with plain convolutions in its first stages, which train faster.",
    build: efficientNetV2("b0"),
    ...madeFor(224),
    kerasApplication: "EfficientNetV2B0",
  },
  "efficientnet-v2-b1": {
    ...SECOND,
    title: "EfficientNetV2-B1",
    summary: "EfficientNetV2-B0 with more layers, for pictures of 240 pixels.",
    build: efficientNetV2("b1"),
    ...madeFor(240),
    kerasApplication: "EfficientNetV2B1",
  },
  "efficientnet-v2-b2": {
    ...SECOND,
    title: "EfficientNetV2-B2",
    summary:
      "EfficientNetV2-B0 deeper and a tenth wider, for pictures of 260 pixels.",
    build: efficientNetV2("b2"),
    ...madeFor(260),
    kerasApplication: "EfficientNetV2B2",
  },
  "efficientnet-v2-b3": {
    ...SECOND,
    title: "EfficientNetV2-B3",
    summary:
      "EfficientNetV2-B0 deeper and a fifth wider, for pictures of 300 pixels.",
    build: efficientNetV2("b3"),
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
