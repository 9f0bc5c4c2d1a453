import type { ModelEntry } from "#engine/models/model-entry.ts";
import { vgg } from "./vgg.ts";

/** What the entries share, also the one to compare with. */
export const VGG = {
  families: ["classic"],
  defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
  leastInputSize: 32,
  sizes: [224, 32, 64, 96, 128],
  widths: [0.125, 0.25, 0.5, 1],
  inputRange: "imagenet-mean",
  kernels: "glorot-uniform",
  paper: "https://arxiv.org/abs/1409.1556",
  licence: "Apache-2.0",
  remarks: [
    "Dropout of 0.5 stands behind fc1 and fc2, as in the paper; Keras's VGG16 and VGG19 leave it out. It has no weights.",
    "Kernels start by Glorot's rule, which the authors found to make their stepwise training of deeper columns from shallower ones unnecessary.",
  ],
} satisfies Partial<ModelEntry>;

const VGG_NORMALIZED = {
  ...VGG,
  inputRange: "imagenet-standardized",
  kernels: "he-normal",
  remarks: [
    "Batch normalization is younger than the paper; it stands between each convolution, which keeps its bias, and its rectifier.",
  ],
} satisfies Partial<ModelEntry>;

/** The VGG networks, plain and with batch normalization. */
export const VGG_CATALOG = {
  "vgg-11": {
    ...VGG,
    title: "VGG-11",
    summary: "The shallowest VGG: eight 3×3 convolutions, three dense layers.",
    build: vgg(11),
    featureLayer: "block5_conv2",
  },
  "vgg-11-bn": {
    ...VGG_NORMALIZED,
    title: "VGG-11 with batch normalization",
    summary: "VGG-11 that trains faster and from larger learning rates.",
    build: vgg(11, { isNormalized: true }),
    featureLayer: "block5_relu2",
  },
  "vgg-13": {
    ...VGG,
    title: "VGG-13",
    summary: "Ten 3×3 convolutions in five pairs, three dense layers.",
    build: vgg(13),
    featureLayer: "block5_conv2",
  },
  "vgg-13-bn": {
    ...VGG_NORMALIZED,
    title: "VGG-13 with batch normalization",
    summary: "VGG-13 that trains faster and from larger learning rates.",
    build: vgg(13, { isNormalized: true }),
    featureLayer: "block5_relu2",
  },
  "vgg-16": {
    ...VGG,
    title: "VGG-16",
    summary:
      "Thirteen 3×3 convolutions and three dense layers: simple, deep and heavy; the usual VGG.",
    build: vgg(16),
    featureLayer: "block5_conv3",
    kerasApplication: "VGG16",
  },
  "vgg-16-bn": {
    ...VGG_NORMALIZED,
    title: "VGG-16 with batch normalization",
    summary: "VGG-16 that trains faster and from larger learning rates.",
    build: vgg(16, { isNormalized: true }),
    featureLayer: "block5_relu3",
  },
  "vgg-19": {
    ...VGG,
    title: "VGG-19",
    summary: "The deepest VGG: sixteen 3×3 convolutions, three dense layers.",
    build: vgg(19),
    featureLayer: "block5_conv4",
    kerasApplication: "VGG19",
  },
  "vgg-19-bn": {
    ...VGG_NORMALIZED,
    title: "VGG-19 with batch normalization",
    summary: "VGG-19 that trains faster and from larger learning rates.",
    build: vgg(19, { isNormalized: true }),
    featureLayer: "block5_relu4",
  },
} satisfies Record<string, ModelEntry>;
