import { StudioError } from "#engine/base/errors.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { fitWeights } from "./fit-weights.ts";
import { flattenKerasModel } from "./keras-config.ts";
import { kerasGraph } from "./keras-graph.ts";
import { loadedModel, type LoadedModel } from "./loaded-model.ts";
import type { ModelFiles } from "./model-files.ts";
import { findFile, readJsonObject } from "./model-json.ts";
import { readModelNotes } from "./model-notes.ts";
import { expectedRange } from "./recognise-architecture.ts";
import { storedByName } from "./stored-weights.ts";
import { readTfjsWeights } from "./tfjs-weights.ts";
import { weightsDoNotFit } from "./weight-differences.ts";

/**
 * Reads a TensorFlow.js layers model, such as a Teachable Machine export, from its files.
 * @throws StudioError `models/…`, `weights/…`, `graph/…`; each says what does not fit and what to do
 */
export async function readTfjsLayersModel(
  files: ModelFiles,
): Promise<LoadedModel> {
  const modelPath = findFile(files, "model.json");
  if (modelPath === undefined) {
    throw new StudioError(
      "models/not-a-model",
      `Expected a model.json in ${files.name}. There are ${files.paths.slice(0, 5).join(", ") || "no files"}. Give a TensorFlow.js layers model, such as a Teachable Machine export.`,
    );
  }
  const folder = modelPath.slice(0, -"model.json".length);
  const model = await readJsonObject(files, modelPath);
  const graph = kerasGraph(flattenKerasModel(model["modelTopology"]));
  const tensors = await readTfjsWeights(
    files,
    folder,
    model["weightsManifest"],
  );
  const fit = fitWeights(graph, storedByName(tensors), {
    surplusLayers: "allowed",
  });
  if (fit.differences.length > 0) {
    throw weightsDoNotFit(
      files.name,
      `the network that its model.json describes`,
      fit.differences,
      "Export the model again, with all its files.",
    );
  }
  const classes = shapeOf(inferShapes(graph), graph.output).at(-1) ?? 0;
  const notes = await readModelNotes(files, folder, {
    input: graph.input.shape,
    classes,
    range: expectedRange(graph),
  });
  return loadedModel({
    title: notes.title ?? files.name.replace(/\.zip$/i, ""),
    graph,
    weights: fit.weights,
    labels: notes.labels,
    preprocessing: notes.preprocessing,
  });
}
