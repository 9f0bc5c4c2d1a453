import { StudioError } from "#engine/base/errors.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import type { ModelEntry, ModelOptions } from "#engine/models/model-entry.ts";
import { fitWeights, type WeightFit } from "./fit-weights.ts";
import type { StoredDataset } from "./hdf5-file.ts";
import { loadedModel, type LoadedModel } from "./loaded-model.ts";
import type { ModelFiles } from "./model-files.ts";
import { readModelNotes } from "./model-notes.ts";
import {
  bodyOf,
  recogniseArchitecture,
  type Recognised,
} from "./recognise-architecture.ts";
import {
  readTensors,
  type Shaped,
  type StoredWeights,
} from "./stored-weights.ts";
import { weightsDoNotFit } from "./weight-differences.ts";

/** A network of the catalog with weights from a file. */
export interface CatalogWeights {
  /** The whole network, or its body where the file has only that. */
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly preprocessing: Preprocessing;
  readonly part: "whole" | "body";
}

/**
 * Lays stored weights onto a network of the catalog: the whole, or, where a file has no head or one for other classes, the body.
 * @param name of the file, for messages
 * @throws StudioError `weights/missing`, `weights/surplus`, `weights/wrong-shape` listing what does not fit and naming the network that
 * the file is of, if it is of another; `weights/not-finite`, `weights/damaged`; `models/…` as `buildModel`
 */
export function fitCatalogWeights(
  id: string,
  options: Partial<ModelOptions>,
  stored: StoredWeights<StoredDataset>,
  name: string,
): CatalogWeights {
  const entry = modelEntry(id);
  const whole = withoutAuxiliaryOutputs(buildModel(id, options));
  const wholeFit = fitWeights(whole, stored);
  const body = bodyOf(entry, whole);
  const bodyFit = fitWeights(body, stored, { surplusLayers: "allowed" });
  const [part, graph, fit] =
    wholeFit.differences.length === 0
      ? (["whole", whole, wholeFit] as const)
      : (["body", body, bodyFit] as const);
  if (fit.differences.length > 0) {
    const fewest = fewer(wholeFit, bodyFit);
    throw weightsDoNotFit(
      name,
      nameOf(entry, { ...entry.defaults, ...options }),
      fewest.differences,
      advice(recogniseArchitecture(stored)),
    );
  }
  const { inputSize, channels } = { ...entry.defaults, ...options };
  const preprocessing = standardPreprocessing(
    inputSize,
    entry.inputRange,
    channels === 1 ? { channels: "gray" } : {},
  );
  return { graph, weights: readTensors(fit.weights), preprocessing, part };
}

/**
 * A file that holds weights without a description of the network: it is looked for in the catalog.
 * @throws StudioError `weights/unknown-network`; `weights/not-finite`, `weights/damaged`
 */
export async function recognisedModel(
  stored: StoredWeights<StoredDataset>,
  name: string,
  files: ModelFiles | undefined,
): Promise<LoadedModel> {
  const found = recogniseArchitecture(stored);
  if (found === undefined) {
    throw new StudioError(
      "weights/unknown-network",
      `${name} holds weights without a description of their network, and no network of the catalog has these layers: ${layersText(stored)}. Save the whole model with Keras (model.save), as a .keras or .h5 file, or choose a file of Keras Applications.`,
    );
  }
  const { graph, entry, options, fit } = found;
  const notes = await readModelNotes(files, "", {
    input: graph.input.shape,
    classes: options.classes,
    range: entry.inputRange,
  });
  return loadedModel({
    title: nameOf(entry, options),
    graph,
    weights: readTensors(fit.weights),
    labels: notes.labels,
    preprocessing: notes.preprocessing,
    featureLayer: entry.featureLayer,
  });
}

function fewer<T>(one: WeightFit<T>, other: WeightFit<T>): WeightFit<T> {
  return other.differences.length < one.differences.length ? other : one;
}

function nameOf(entry: ModelEntry, options: ModelOptions): string {
  return options.width === 1
    ? entry.title
    : `${entry.title} of width ${options.width}`;
}

function advice(found: Recognised<Shaped> | undefined): string {
  if (found === undefined)
    return "Use weights of the same network, width and classes.";
  const { entry, options, part, id } = found;
  const what = part === "body" ? "the body of " : "";
  const classes = part === "body" ? "" : ` with ${options.classes} classes`;
  return `This looks like ${what}${nameOf(entry, options)}${classes} ("${id}"): choose that network for this file.`;
}

/** The first and last few layers, so that a person sees whose names they are. */
function layersText(stored: StoredWeights<Shaped>): string {
  const names = stored.layers.map(({ name }) => `"${name}"`);
  return names.length <= 8
    ? names.join(", ")
    : `${[...names.slice(0, 4), "…", ...names.slice(-3)].join(", ")} (${names.length} in all)`;
}
