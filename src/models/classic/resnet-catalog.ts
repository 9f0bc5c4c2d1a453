import type { ModelEntry } from "#engine/models/model-entry.ts";
import { resNet } from "./resnet.ts";
import { buildResNet8 } from "./resnet-8.ts";
import { resNetCifar } from "./resnet-cifar.ts";

const AT_32 = { inputSize: 32, classes: 10, channels: 3, width: 1 };

const RESNET = {
  families: ["classic"],
  defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
  leastInputSize: 8,
  sizes: [224, 32, 64, 96, 128],
  widths: [0.25, 0.5, 1],
  inputRange: "zero-to-one",
  kernels: "he-normal",
  paper: "https://arxiv.org/abs/1512.03385",
  licence: "Apache-2.0",
} satisfies Partial<ModelEntry>;

const SMALL_STEM =
  "For pictures of up to 64 pixels the 7×7 convolution at stride 2 and the pooling behind it give way to one 3×3 convolution at stride 1.";

const BOTTLENECK_REMARKS = [
  SMALL_STEM,
  "The stride of a bottleneck is on its first 1×1 convolution, as in the paper; PyTorch's ResNet-50 has it on the 3×3 convolution, with as many parameters.",
  "Convolutions have no biases, as in the paper; Keras's ResNet50 has them.",
] as const;

/** What the networks of the paper's section 4.2 share, plain ones included. */
export const FOR_CIFAR = {
  defaults: AT_32,
  leastInputSize: 4,
  sizes: [32, 48, 64],
  widths: [0.5, 1, 2],
  inputRange: "zero-to-one",
  kernels: "he-normal",
  paper: "https://arxiv.org/abs/1512.03385",
  licence: "Apache-2.0",
} satisfies Partial<ModelEntry>;

const RESNET_CIFAR = {
  ...FOR_CIFAR,
  families: ["classic"],
  remarks: [
    "Shortcuts have no parameters (option A): where the picture is halved they take every second pixel and fill up the channels with zeros.",
  ],
} satisfies Partial<ModelEntry>;

/** The residual networks, for pictures of any size and for small ones. */
export const RESNET_CATALOG = {
  "resnet-8": {
    families: ["classic"],
    title: "ResNet-8",
    summary:
      "The smallest useful residual network: three blocks, for pictures of about 32 pixels.",
    build: buildResNet8,
    defaults: AT_32,
    leastInputSize: 4,
    sizes: [32, 48, 64, 96],
    widths: [0.5, 1, 2],
    inputRange: "zero-to-one",
    kernels: "he-normal",
    featureLayer: "stage3_block1_relu",
    paper: "https://arxiv.org/abs/2106.07597",
    licence: "Apache-2.0",
  },
  "resnet-18": {
    ...RESNET,
    title: "ResNet-18",
    summary:
      "The residual network of 18 layers; for pictures of up to 64 pixels it starts with a small stem.",
    build: resNet(18),
    featureLayer: "stage4_block2_relu",
    remarks: [SMALL_STEM],
  },
  "resnet-34": {
    ...RESNET,
    title: "ResNet-34",
    summary: "The residual network of 34 layers, of basic blocks.",
    build: resNet(34),
    featureLayer: "stage4_block3_relu",
    remarks: [SMALL_STEM],
  },
  "resnet-50": {
    ...RESNET,
    title: "ResNet-50",
    summary: "The residual network of 50 layers, of bottleneck blocks.",
    build: resNet(50),
    featureLayer: "stage4_block3_relu",
    remarks: BOTTLENECK_REMARKS,
  },
  "resnet-101": {
    ...RESNET,
    title: "ResNet-101",
    summary: "The residual network of 101 layers, of bottleneck blocks.",
    build: resNet(101),
    featureLayer: "stage4_block3_relu",
    remarks: BOTTLENECK_REMARKS,
  },
  "resnet-152": {
    ...RESNET,
    title: "ResNet-152",
    summary: "The residual network of 152 layers that won ImageNet in 2015.",
    build: resNet(152),
    featureLayer: "stage4_block3_relu",
    remarks: BOTTLENECK_REMARKS,
  },
  "resnet-cifar-20": {
    ...RESNET_CIFAR,
    title: "ResNet-20 for CIFAR",
    summary: "A slim residual network for small pictures: 20 layers.",
    build: resNetCifar(20),
    featureLayer: "stage3_block3_relu",
  },
  "resnet-cifar-32": {
    ...RESNET_CIFAR,
    title: "ResNet-32 for CIFAR",
    summary: "A slim residual network for small pictures: 32 layers.",
    build: resNetCifar(32),
    featureLayer: "stage3_block5_relu",
  },
  "resnet-cifar-44": {
    ...RESNET_CIFAR,
    title: "ResNet-44 for CIFAR",
    summary: "A slim residual network for small pictures: 44 layers.",
    build: resNetCifar(44),
    featureLayer: "stage3_block7_relu",
  },
  "resnet-cifar-56": {
    ...RESNET_CIFAR,
    title: "ResNet-56 for CIFAR",
    summary: "A slim residual network for small pictures: 56 layers.",
    build: resNetCifar(56),
    featureLayer: "stage3_block9_relu",
  },
  "resnet-cifar-110": {
    ...RESNET_CIFAR,
    title: "ResNet-110 for CIFAR",
    summary: "A slim residual network for small pictures: 110 layers.",
    build: resNetCifar(110),
    featureLayer: "stage3_block18_relu",
  },
} satisfies Record<string, ModelEntry>;
