import type { ModelEntry } from "#engine/models/model-entry.ts";
import { buildAlexNet, buildAlexNetGrouped } from "./alexnet.ts";
import { COMPARISON_CATALOG } from "./comparison-catalog.ts";
import { buildGoogLeNet } from "./googlenet.ts";
import { buildLeNet51998 } from "./lenet-5-1998.ts";
import { buildLeNet5 } from "./lenet-5.ts";
import { RESNET_CATALOG } from "./resnet-catalog.ts";
import { VGG_CATALOG } from "./vgg-catalog.ts";

const AT_224 = { inputSize: 224, classes: 1000, channels: 3, width: 1 };

const LENET = {
  families: ["classic"],
  defaults: { inputSize: 32, classes: 10, channels: 1, width: 1 },
  leastInputSize: 16,
  sizes: [32, 28, 64],
  widths: [],
  inputRange: "zero-to-one",
  paper: "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf",
  licence: "Apache-2.0",
} satisfies Partial<ModelEntry>;

const ALEXNET_REMARKS = [
  "The course's table, like others, pairs 224 px with same padding and 55×55 maps: same padding at stride 4 would give 56×56. The 55 comes from 227 px with valid padding, which is what is built here.",
  "The course's table leaves out the 3×3 pooling at stride 2 behind C7 (13×13 to 6×6). Read literally, without it, the network would have 201,838,952 parameters; with it, as in the paper, it has 62,378,344 (one tower).",
  "Response normalization as in the paper: α = 1e-4 is not divided by the five channels, as it is in PyTorch and ONNX.",
  "The paper starts from weights drawn from N(0, 0.01²) and biases of 0 and 1, for pixels of ±128; here, for pixels of 0 to 1, kernels start by He's rule and biases at 0.",
] as const;

const ALEXNET = {
  families: ["classic"],
  defaults: { ...AT_224, inputSize: 227 },
  leastInputSize: 67,
  sizes: [227, 96, 128, 160, 192],
  widths: [],
  inputRange: "zero-to-one",
  kernels: "he-normal",
  featureLayer: "C7",
  paper:
    "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks",
  licence: "Apache-2.0",
} satisfies Partial<ModelEntry>;

/** The networks that papers and the course describe, by their ids: trained from scratch, to learn from. */
export const CLASSIC_CATALOG = {
  "lenet-5": {
    ...LENET,
    title: "LeNet-5",
    summary:
      "The classic reader of handwritten digits: three convolutions, two poolings, two dense layers.",
    build: buildLeNet5,
    featureLayer: "C3",
    kernels: "glorot-uniform",
    remarks: [
      "The modern form: every map of C3 sees all maps of S2, pooling is a plain mean, and softmax answers. The network of the paper is lenet-5-1998.",
      "C5 is a convolution whose window covers all of S4, so that its 120 maps are 1×1: the same as a dense layer.",
    ],
  },
  "lenet-5-1998": {
    ...LENET,
    title: "LeNet-5 of 1998",
    summary:
      "LeNet-5 as it was published: sparse connections, pooling that learns, and distances to codes as answers.",
    build: buildLeNet51998,
    featureLayer: "S4",
    kernels: "lecun-1998",
    remarks: [
      "C3 follows the paper's table I: its maps see three, four or all six maps of S2, here as three convolutions in groups that C3 joins.",
      "S2 and S4 take the mean of four pixels, times a coefficient that learns, plus a bias; the paper's coefficient is on their sum, a quarter of this one.",
      "The output is minus the squared distance of F6 to a fixed code of ±1 for each class. The paper draws codes that look like characters and names random ones as another way; here they are random.",
    ],
  },
  alexnet: {
    ...ALEXNET,
    title: "AlexNet",
    summary:
      "The network that won ImageNet in 2012, in one tower: five convolutions and three large dense layers.",
    build: buildAlexNet,
    remarks: ALEXNET_REMARKS,
  },
  "alexnet-grouped": {
    ...ALEXNET,
    title: "AlexNet, two groups",
    summary:
      "AlexNet as it was trained in 2012, halved between two graphics cards.",
    build: buildAlexNetGrouped,
    remarks: [
      "C3, C6 and C7 see only the maps of their own half, as the two graphics cards of the paper did.",
      ...ALEXNET_REMARKS,
    ],
  },
  ...VGG_CATALOG,
  googlenet: {
    families: ["classic"],
    title: "GoogLeNet",
    summary:
      "Nine inception modules that look with windows of 1, 3 and 5 at once; few parameters.",
    build: buildGoogLeNet,
    defaults: AT_224,
    leastInputSize: 65,
    sizes: [224, 96, 128, 160, 192],
    widths: [],
    inputRange: "zero-to-one",
    kernels: "glorot-uniform",
    featureLayer: "inception_5b",
    paper: "https://arxiv.org/abs/1409.4842",
    licence: "Apache-2.0",
    remarks: [
      "The two auxiliary classifiers are there in training only, with weight 0.3: 13,378,280 parameters with them, 6,998,552 without.",
      "They pool with a 5×5 window, which needs an input of at least 65 pixels.",
    ],
  },
  ...RESNET_CATALOG,
  ...COMPARISON_CATALOG,
} satisfies Record<string, ModelEntry>;
