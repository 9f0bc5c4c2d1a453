import type { ModelEntry } from "#engine/models/model-entry.ts";
import {
  buildFullyConnected,
  buildSmallConvolution,
} from "./fully-connected.ts";
import { FOR_CIFAR } from "./resnet-catalog.ts";
import { plainCifar } from "./resnet-cifar.ts";
import { VGG } from "./vgg-catalog.ts";
import { buildVgg16Gap } from "./vgg.ts";

const DIGITS = {
  families: ["comparison"],
  defaults: { inputSize: 28, classes: 10, channels: 1, width: 1 },
  sizes: [28, 32, 64],
  widths: [],
  inputRange: "zero-to-one",
  kernels: "he-normal",
  licence: "Apache-2.0",
} satisfies Partial<ModelEntry>;

const PLAIN = {
  ...FOR_CIFAR,
  families: ["comparison"],
} satisfies Partial<ModelEntry>;

/** Networks to hold against the others: they show what an idea is worth by leaving it out. */
export const COMPARISON_CATALOG = {
  "fully-connected": {
    ...DIGITS,
    title: "Fully connected",
    summary:
      "Every pixel wired to every one of 30 hidden units: what convolution is compared with.",
    build: buildFullyConnected,
    leastInputSize: 1,
    featureLayer: "input",
    paper: "http://neuralnetworksanddeeplearning.com/chap1.html",
    remarks: [
      "For 28×28 gray pixels the hidden layer alone has 784 · 30 + 30 = 23,550 parameters; a convolution of twenty 5×5 windows has 20 · (25 + 1) = 520.",
      "It must learn a digit anew for every place where it may stand: run `convolve experiments shifted-digits`.",
    ],
  },
  "small-convolution": {
    ...DIGITS,
    title: "Small convolutional network",
    summary:
      "About as many parameters as the fully connected network, spent on windows that are the same everywhere.",
    build: buildSmallConvolution,
    leastInputSize: 14,
    featureLayer: "conv2",
    paper: "http://neuralnetworksanddeeplearning.com/chap6.html",
    remarks: [
      "23,014 parameters for ten classes, against 23,860 of the fully connected network; and they do not grow with the picture.",
    ],
  },
  "vgg-16-gap": {
    ...VGG,
    title: "VGG-16 with global average pooling",
    summary:
      "VGG-16 without its hidden dense layers: a ninth of the parameters, nearly the same work.",
    families: ["comparison"],
    build: buildVgg16Gap,
    featureLayer: "block5_conv3",
    paper: "https://arxiv.org/abs/1312.4400",
    remarks: [
      "15,227,688 parameters for 1,000 classes, against 138,357,544 of VGG-16: the difference is in fc1 and fc2.",
    ],
  },
  "plain-cifar-20": {
    ...PLAIN,
    title: "Plain 20 layers for CIFAR",
    summary: "ResNet-20 for CIFAR without its shortcuts.",
    build: plainCifar(20),
    featureLayer: "stage3_block3_relu",
  },
  "plain-cifar-56": {
    ...PLAIN,
    title: "Plain 56 layers for CIFAR",
    summary:
      "ResNet-56 for CIFAR without its shortcuts: deeper, and yet it learns worse.",
    build: plainCifar(56),
    featureLayer: "stage3_block9_relu",
    remarks: [
      "As many parameters as ResNet-56 for CIFAR: shortcuts have none. He and others (figure 6) found its training error above that of the plain 20 layers.",
    ],
  },
} satisfies Record<string, ModelEntry>;
