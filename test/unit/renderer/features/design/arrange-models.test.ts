import { describe, expect, it } from "vitest";

import type { ModelSpeed, ModelSummary } from "#api/models.ts";
import {
  arrangeModels,
  familyNames,
  familyOf,
  type CatalogueWish,
} from "#renderer/features/design/arrange-models.ts";

function model(
  id: string,
  name: string,
  more: Partial<ModelSummary> = {},
): ModelSummary {
  return {
    id,
    name,
    shelf: "pretrained",
    description: "",
    paper: null,
    licence: null,
    remarks: [],
    weights: null,
    accuracy: null,
    weightsState: null,
    weightsBytes: null,
    weightsId: null,
    parameters: { trainable: 10, total: 10 },
    multiplyAdds: 1,
    inputShape: [32, 32, 3],
    minimumSize: 32,
    sizes: [32],
    widths: [],
    blocks: [],
    outline: [],
    ...more,
  };
}

const MODELS = [
  model("own", "Mine", { shelf: "built-in" }),
  model("r-101", "ResNet-101 (Keras)", {
    parameters: { trainable: 40, total: 40 },
    accuracy: { top1: 0.76, top5: null },
  }),
  model("m", "MobileNetV2", {
    parameters: { trainable: 3, total: 3 },
    accuracy: { top1: 0.71, top5: 0.9 },
  }),
  model("r-50", "ResNet-50 (Keras)", {
    parameters: { trainable: 20, total: 20 },
    accuracy: { top1: 0.75, top5: 0.92 },
  }),
  model("n", "New", { description: "for digits" }),
  model("l", "LeNet-5 of 1998", { shelf: "classic" }),
];
const WISH: CatalogueWish = {
  search: "",
  shelves: [],
  family: null,
  order: "catalogue",
};

function idsOf(
  wish: Partial<CatalogueWish>,
  speeds: ReadonlyMap<string, ModelSpeed> = new Map(),
): string[][] {
  return arrangeModels(MODELS, speeds, { ...WISH, ...wish }).flatMap(
    ({ families }) => families.map(({ models }) => models.map(({ id }) => id)),
  );
}

describe("arrangeModels", () => {
  it("keeps a family together, where its first stands", () => {
    expect(idsOf({})).toEqual([
      ["own"],
      ["r-101", "r-50"],
      ["m"],
      ["n"],
      ["l"],
    ]);
  });

  it("searches all words in names and descriptions", () => {
    expect(idsOf({ search: " KERAS resnet-50" })).toEqual([["r-50"]]);
    expect(idsOf({ search: "digits" })).toEqual([["n"]]);
  });

  it("filters by shelf and family", () => {
    expect(idsOf({ shelves: ["classic"] })).toEqual([["l"]]);
    expect(idsOf({ family: "ResNet" })).toEqual([["r-101", "r-50"]]);
    const shown = arrangeModels(MODELS, new Map(), WISH);
    expect(shown.map(({ shelf }) => shelf)).toEqual([
      "built-in",
      "pretrained",
      "own",
      "imported",
      "classic",
    ]);
  });

  it("orders by size, accuracy, name and speed, what is unknown last", () => {
    const pretrained = { shelves: ["pretrained"] } as const;
    expect(idsOf({ ...pretrained, order: "size" })).toEqual([
      ["m"],
      ["n"],
      ["r-50", "r-101"],
    ]);
    expect(idsOf({ ...pretrained, order: "accuracy" })).toEqual([
      ["r-101", "r-50"],
      ["m"],
      ["n"],
    ]);
    expect(idsOf({ ...pretrained, order: "name" })).toEqual([
      ["m"],
      ["n"],
      ["r-50", "r-101"],
    ]);
    const speed = {
      id: "n",
      forwardImagesPerSecond: 9,
      trainingImagesPerSecond: null,
      isMeasured: true,
    };
    const [first] = idsOf(
      { ...pretrained, order: "speed" },
      new Map([["n", speed]]),
    );
    expect(first).toEqual(["n"]);
  });
});

describe("families", () => {
  it.each([
    ["EfficientNetV2-B0", "EfficientNet"],
    ["EfficientNet-B3", "EfficientNet"],
    ["MobileNetV3 small", "MobileNet"],
    ["AlexNet, two groups", "AlexNet"],
    ["VGG-16 with batch normalization", "VGG"],
    ["LeNet-5 of 1998", "LeNet"],
    ["1-D convolutions for text", "1-D convolutions for text"],
  ])("%s belongs to %s", (name, family) => {
    expect(familyOf(model("x", name))).toBe(family);
  });

  it("are offered where they have more than one member; a person's own networks have none", () => {
    expect(familyNames(MODELS)).toEqual(["ResNet"]);
    expect(familyOf(model("mine-1", "ResNet-9", { shelf: "own" }))).toBe(
      "mine-1",
    );
  });
});
