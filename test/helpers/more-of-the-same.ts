import type { ModelId } from "#engine/models/catalog.ts";

/** Tables of slow cases run whole when CONVOLVE_EVERY_CASE is 1; else without those that prove what others have proven. */
export const RUNS_EVERY_CASE = process.env["CONVOLVE_EVERY_CASE"] === "1";

/** Networks of the very blocks of another one, only more of them or another order of them: seconds and a gigabyte each, with nothing new to find. */
export const MORE_OF_THE_SAME: Readonly<Partial<Record<ModelId, ModelId>>> = {
  alexnet: "alexnet-grouped",
  "vgg-11": "vgg-16-gap",
  "vgg-11-bn": "vgg-16-gap",
  "vgg-13": "vgg-16-gap",
  "vgg-13-bn": "vgg-16-gap",
  "vgg-16-bn": "vgg-16-gap",
  "vgg-19": "vgg-16",
  "vgg-19-bn": "vgg-16-gap",
  "resnet-34": "resnet-18",
  "resnet-50": "keras-resnet-50",
  "resnet-101": "keras-resnet-50",
  "resnet-152": "keras-resnet-50",
  "resnet-cifar-32": "resnet-cifar-20",
  "resnet-cifar-44": "resnet-cifar-20",
  "resnet-cifar-56": "resnet-cifar-20",
  "resnet-cifar-110": "resnet-cifar-20",
  "plain-cifar-56": "plain-cifar-20",
  "efficientnet-b1": "efficientnet-b0",
  "efficientnet-b2": "efficientnet-b0",
  "efficientnet-b3": "efficientnet-b0",
  "efficientnet-v2-b1": "efficientnet-v2-b0",
  "efficientnet-v2-b2": "efficientnet-v2-b0",
  "efficientnet-v2-b3": "efficientnet-v2-b0",
  "keras-resnet-101": "keras-resnet-50",
  "keras-resnet-152": "keras-resnet-50",
  "keras-resnet-101-v2": "keras-resnet-50-v2",
  "keras-resnet-152-v2": "keras-resnet-50-v2",
};
