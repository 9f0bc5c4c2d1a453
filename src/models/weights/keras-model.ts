import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { fitWeights } from "./fit-weights.ts";
import type { StoredDataset } from "./hdf5-file.ts";
import { flattenKerasModel } from "./keras-config.ts";
import { kerasGraph } from "./keras-graph.ts";
import { loadedModel, type LoadedModel } from "./loaded-model.ts";
import type { ModelFiles } from "./model-files.ts";
import { readModelNotes } from "./model-notes.ts";
import { expectedRange } from "./recognise-architecture.ts";
import { readTensors, type StoredWeights } from "./stored-weights.ts";
import { weightsDoNotFit } from "./weight-differences.ts";

/** A model with its own description, as Keras saves it whole: an .h5 or a .keras file. */
export interface KerasModelParts {
  /** For messages and as title, without the ending. */
  readonly name: string;
  /** Keras's description: `{ class_name, config }`. */
  readonly config: unknown;
  readonly stored: StoredWeights<StoredDataset>;
  /** Where labels and preprocessing may be found. */
  readonly notes: ModelFiles | undefined;
}

/** @throws StudioError `models/…`, `weights/…`, `graph/…`; each says what does not fit and what to do */
export async function kerasModel({
  name,
  config,
  stored,
  notes: files,
}: KerasModelParts): Promise<LoadedModel> {
  const graph = kerasGraph(flattenKerasModel(config));
  const fit = fitWeights(graph, stored);
  if (fit.differences.length > 0) {
    throw weightsDoNotFit(
      name,
      "the network that the file describes",
      fit.differences,
      "Save the model again with Keras.",
    );
  }
  const classes = shapeOf(inferShapes(graph), graph.output).at(-1) ?? 0;
  const notes = await readModelNotes(files, "", {
    input: graph.input.shape,
    classes,
    range: expectedRange(graph),
  });
  return loadedModel({
    title: notes.title ?? withoutEnding(name),
    graph,
    weights: readTensors(fit.weights),
    labels: notes.labels,
    preprocessing: notes.preprocessing,
  });
}

function withoutEnding(name: string): string {
  return name.replace(/\.(weights\.h5|h5|hdf5|keras|safetensors|zip)$/i, "");
}
