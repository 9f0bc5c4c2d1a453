import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { BACKBONE_CATALOG } from "#engine/models/backbones/catalog.ts";
import { CLASSIC_CATALOG } from "#engine/models/classic/catalog.ts";
import { SEQUENCE_CATALOG } from "#engine/models/classic/sequence-catalog.ts";
import {
  vocabularySize,
  type ModelEntry,
  type ModelOptions,
} from "./model-entry.ts";

/** Every architecture, by its id. Adding one is a file and an entry in the catalog of its folder. */
export const MODEL_CATALOG = {
  ...CLASSIC_CATALOG,
  ...SEQUENCE_CATALOG,
  ...BACKBONE_CATALOG,
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
  return buildEntry(modelEntry(id), options);
}

/** The network of an entry, which may be none of the catalog. @throws StudioError `models/bad-option` */
export function buildEntry(
  entry: ModelEntry,
  options: Partial<ModelOptions> = {},
): LayerGraph {
  const complete = { ...entry.defaults, ...options };
  checkOptions(entry, complete);
  return entry.build(complete);
}

function checkOptions(entry: ModelEntry, options: ModelOptions): void {
  const { inputSize, classes, channels, width } = options;
  const least = entry.leastInputSize;
  const unit = entry.input === "sequence" ? "words" : "pixels";
  if (!Number.isInteger(inputSize) || inputSize < least || inputSize > 4096) {
    throw badOption(
      entry,
      "input size",
      `a whole number from ${least} to 4096 ${unit}`,
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
  const vocabulary = vocabularySize(options);
  if (!Number.isInteger(vocabulary) || vocabulary < 3 || vocabulary > 200_000) {
    throw badOption(
      entry,
      "size of the vocabulary",
      "a whole number from 3 to 200,000",
      vocabulary,
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
