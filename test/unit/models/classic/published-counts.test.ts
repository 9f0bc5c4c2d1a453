import { describe, expect, it } from "vitest";
import { countParameters } from "#engine/graph/parameters.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";
import { buildModel } from "#engine/models/catalog.ts";
import type { CLASSIC_CATALOG } from "#engine/models/classic/catalog.ts";

/** Trainable parameters for 1,000 classes, of LeNet-5 and the networks for CIFAR-10 and digits for ten. */
const PUBLISHED = {
  "lenet-5": 61_706,
  "lenet-5-1998": 60_000,
  alexnet: 62_378_344,
  "alexnet-grouped": 60_965_224,
  "vgg-11": 132_863_336,
  "vgg-11-bn": 132_868_840,
  "vgg-13": 133_047_848,
  "vgg-13-bn": 133_053_736,
  "vgg-16": 138_357_544,
  "vgg-16-bn": 138_365_992,
  "vgg-19": 143_667_240,
  "vgg-19-bn": 143_678_248,
  googlenet: 13_378_280,
  "resnet-8": 78_186,
  "resnet-18": 11_689_512,
  "resnet-34": 21_797_672,
  "resnet-50": 25_557_032,
  "resnet-101": 44_549_160,
  "resnet-152": 60_192_808,
  "resnet-cifar-20": 269_722,
  "resnet-cifar-32": 464_154,
  "resnet-cifar-44": 658_586,
  "resnet-cifar-56": 853_018,
  "resnet-cifar-110": 1_727_962,
  "fully-connected": 23_860,
  "small-convolution": 23_014,
  "vgg-16-gap": 15_227_688,
  "plain-cifar-20": 269_722,
  "plain-cifar-56": 853_018,
} satisfies Record<keyof typeof CLASSIC_CATALOG, number>;

describe("published numbers of parameters", () => {
  it.each(Object.entries(PUBLISHED))("%s has %i", (id, count) => {
    expect(countParameters(buildModel(id)).trainable).toBe(count);
  });

  it("GoogLeNet has 6,998,552 without its auxiliary classifiers", () => {
    const used = withoutAuxiliaryOutputs(buildModel("googlenet"));
    expect(countParameters(used).trainable).toBe(6_998_552);
  });

  it.each([
    ["lenet-5-1998", "C1", 156],
    ["lenet-5-1998", "S2", 12],
    ["lenet-5-1998", "C3_", 1516],
    ["lenet-5-1998", "S4", 32],
    ["lenet-5-1998", "C5", 48_120],
    ["lenet-5-1998", "F6", 10_164],
    ["lenet-5-1998", "output", 0],
    ["fully-connected", "hidden", 23_550],
  ])("%s: %s has %i", (id, layer, count) => {
    expect(parametersOf(id, layer)).toBe(count);
  });

  it("AlexNet's dense layers have 58,631,144 in either form", () => {
    for (const id of ["alexnet", "alexnet-grouped"]) {
      const dense = ["F8", "F9", "output"].map((name) =>
        parametersOf(id, name),
      );
      expect(dense.reduce((sum, count) => sum + count)).toBe(58_631_144);
    }
  });
});

/** Of one layer, or of all whose names begin so. */
function parametersOf(id: string, name: string): number {
  return [...countParameters(buildModel(id)).layers]
    .filter(([layer]) => layer.startsWith(name))
    .reduce((sum, [, { trainable }]) => sum + trainable, 0);
}
