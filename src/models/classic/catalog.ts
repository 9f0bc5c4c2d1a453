import type { ModelEntry } from "#engine/models/model-entry.ts";
import { buildLeNet5 } from "./lenet-5.ts";
import { buildResNet18 } from "./resnet-18.ts";
import { buildResNet8 } from "./resnet-8.ts";

/** The networks that papers and the course describe, by their ids: trained from scratch, to learn from. */
export const CLASSIC_CATALOG = {
  "lenet-5": {
    title: "LeNet-5",
    summary:
      "The classic reader of handwritten digits: two convolutions, two poolings, three dense layers.",
    families: ["classic"],
    build: buildLeNet5,
    defaults: { inputSize: 32, classes: 10, channels: 1, width: 1 },
    leastInputSize: 16,
    sizes: [32, 28, 64],
    widths: [],
    inputRange: "zero-to-one",
    kernels: "glorot-uniform",
    featureLayer: "C3",
    paper: "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf",
    licence: "Apache-2.0",
  },
  "resnet-8": {
    title: "ResNet-8",
    summary:
      "The smallest useful residual network: three blocks, for pictures of about 32 pixels.",
    families: ["classic"],
    build: buildResNet8,
    defaults: { inputSize: 32, classes: 10, channels: 3, width: 1 },
    leastInputSize: 8,
    sizes: [32, 48, 64, 96],
    widths: [0.5, 1, 2],
    inputRange: "zero-to-one",
    kernels: "he-normal",
    featureLayer: "stage3_block1_relu",
    paper: "https://arxiv.org/abs/2106.07597",
    licence: "Apache-2.0",
  },
  "resnet-18": {
    title: "ResNet-18",
    summary:
      "The residual network of 18 layers; for pictures of up to 64 pixels it starts with a small stem.",
    families: ["classic"],
    build: buildResNet18,
    defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 8,
    sizes: [224, 32, 64, 96, 128],
    widths: [0.25, 0.5, 1],
    inputRange: "zero-to-one",
    kernels: "he-normal",
    featureLayer: "stage4_block2_relu",
    paper: "https://arxiv.org/abs/1512.03385",
    licence: "Apache-2.0",
  },
} satisfies Record<string, ModelEntry>;
