import type { ModelDetail } from "#api/models.ts";
import { StudioError } from "#engine/base/errors.ts";
import { designEntry } from "#engine/models/design-entry.ts";
import type { ModelEntry } from "#engine/models/model-entry.ts";
import type { StoredDesign } from "#engine/jobs/design-collection.ts";
import { diagnose } from "#engine/graph/design/diagnose.ts";
import {
  describeEntry,
  NO_PUBLISHED_WEIGHTS,
  type DetailOptions,
} from "./model-summary.ts";

/**
 * A design of the person's as a model of the shelves. One that is impossible yet stands there too, with what is wrong instead of
 * its layers, so that it can be found and mended.
 */
export function describeDesign(
  stored: StoredDesign,
  options: DetailOptions = {},
): ModelDetail {
  const entry = possibleEntry(stored);
  return entry instanceof StudioError
    ? impossibleDesign(stored, entry.message)
    : describeEntry(stored.id, entry, "own", options);
}

function possibleEntry({ design }: StoredDesign): ModelEntry | StudioError {
  try {
    return designEntry(design);
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
}

function impossibleDesign(
  { id, design }: StoredDesign,
  description: string,
): ModelDetail {
  const { parameters, multiplyAdds } = diagnose(design);
  return {
    ...NO_PUBLISHED_WEIGHTS,
    id,
    name: design.name,
    shelf: "own",
    description,
    paper: null,
    licence: null,
    remarks: [],
    weights: null,
    minimumSize: 1,
    sizes: [design.input.shape[0] ?? 1],
    widths: [],
    parameters,
    multiplyAdds,
    inputShape: [...design.input.shape],
    blocks: [],
    outline: [],
    layers: [],
  };
}
