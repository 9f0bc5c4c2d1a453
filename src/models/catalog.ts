import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { buildMobileNetV2 } from "#engine/models/backbones/mobilenet-v2.ts";
import { buildLeNet5 } from "#engine/models/classic/lenet-5.ts";
import { buildResNet18 } from "#engine/models/classic/resnet-18.ts";
import { buildResNet8 } from "#engine/models/classic/resnet-8.ts";
import type { ModelEntry, ModelOptions } from "./model-entry.ts";

/** Every architecture, by its id. Adding one is a file and an entry here. */
export const MODEL_CATALOG = {
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
  "mobilenet-v2": {
    title: "MobileNetV2",
    summary:
      "Inverted residuals with depthwise convolutions: accurate, small and quick on any machine.",
    families: ["backbone"],
    build: buildMobileNetV2,
    defaults: { inputSize: 224, classes: 1000, channels: 3, width: 1 },
    leastInputSize: 32,
    sizes: [224, 96, 128, 160, 192],
    widths: [0.35, 0.5, 0.75, 1, 1.4],
    inputRange: "minus-one-to-one",
    kernels: "glorot-uniform",
    featureLayer: "out_relu",
    paper: "https://arxiv.org/abs/1801.04381",
    licence: "Apache-2.0",
  },
} satisfies Record<string, ModelEntry>;

export type ModelId = keyof typeof MODEL_CATALOG;

/** The entry of an id as typed by a person. @throws StudioError `models/unknown` listing the ids there are. */
export function modelEntry(id: string): ModelEntry {
  if (Object.hasOwn(MODEL_CATALOG, id)) return MODEL_CATALOG[id as ModelId];
  throw new StudioError(
    "models/unknown",
    `There is no model "${id}". The models are ${Object.keys(MODEL_CATALOG).join(", ")}. Use one of these, or the path of a model directory or zip.`,
  );
}

/**
 * Builds a network of the catalog; options left out have the entry's defaults.
 * @throws StudioError `models/unknown`, `models/bad-option` with the least size or the values that would do
 */
export function buildModel(
  id: string,
  options: Partial<ModelOptions> = {},
): LayerGraph {
  const entry = modelEntry(id);
  const complete = { ...entry.defaults, ...options };
  checkOptions(entry, complete);
  return entry.build(complete);
}

function checkOptions(entry: ModelEntry, options: ModelOptions): void {
  const { inputSize, classes, channels, width } = options;
  const least = entry.leastInputSize;
  if (!Number.isInteger(inputSize) || inputSize < least || inputSize > 4096) {
    throw badOption(
      entry,
      "input size",
      `a whole number from ${least} to 4096 pixels`,
      inputSize,
    );
  }
  if (!Number.isInteger(classes) || classes < 2) {
    throw badOption(
      entry,
      "number of classes",
      "a whole number of at least 2",
      classes,
    );
  }
  if (!Number.isInteger(channels) || channels < 1) {
    throw badOption(
      entry,
      "number of channels",
      "1 for gray or 3 for colour",
      channels,
    );
  }
  if (entry.widths.length > 0 ? !(width >= 0.05 && width <= 8) : width !== 1) {
    const expected =
      entry.widths.length > 0
        ? "between 0.05 and 8, such as 0.35, 0.5 or 1"
        : "1: it has only one width";
    throw badOption(entry, "width", expected, width);
  }
}

function badOption(
  entry: ModelEntry,
  what: string,
  expected: string,
  received: number,
) {
  return new StudioError(
    "models/bad-option",
    `The ${what} of ${entry.title} must be ${expected}. Received: ${received}.`,
  );
}
