import type { ModelEntry } from "#engine/models/model-entry.ts";
import { buildAlexNet, buildAlexNetGrouped } from "./alexnet.ts";
import { COMPARISON_CATALOG } from "./comparison-catalog.ts";
import { buildGoogLeNet } from "./googlenet.ts";
import { buildLeNet51998 } from "./lenet-5-1998.ts";
import { buildLeNet5 } from "./lenet-5.ts";
import { resNet } from "./resnet.ts";
import { buildResNet8 } from "./resnet-8.ts";
import { resNetCifar } from "./resnet-cifar.ts";
import { vgg } from "./vgg.ts";

const AT_224 = { inputSize: 224, classes: 1000, channels: 3, width: 1 };
const AT_32 = { inputSize: 32, classes: 10, channels: 3, width: 1 };

const LENET = {
  families: ["classic"],
  defaults: { ...AT_32, channels: 1 },
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

const VGG = {
  families: ["classic"],
  defaults: AT_224,
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

const RESNET = {
  families: ["classic"],
  defaults: AT_224,
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

const RESNET_CIFAR = {
  families: ["classic"],
  defaults: AT_32,
  leastInputSize: 4,
  sizes: [32, 48, 64],
  widths: [0.5, 1, 2],
  inputRange: "zero-to-one",
  kernels: "he-normal",
  paper: "https://arxiv.org/abs/1512.03385",
  licence: "Apache-2.0",
  remarks: [
    "Shortcuts have no parameters (option A): where the picture is halved they take every second pixel and fill up the channels with zeros.",
  ],
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
  ...COMPARISON_CATALOG,
} satisfies Record<string, ModelEntry>;
