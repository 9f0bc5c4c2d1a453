import type { ModelFiles } from "#engine/models/weights/model-files.ts";
import {
  findFile,
  isGraphModel,
  readJsonObject,
} from "#engine/models/weights/model-json.ts";
import { readTfjsGraphModel } from "#engine/models/weights/tfjs-graph/tfjs-graph-model.ts";
import type { ModelFormat } from "./model-format.ts";

/** A model.json of TensorFlow operations: what `tensorflowjs_converter` makes of a SavedModel, and TensorFlow Hub's web format. */
export const tfjsGraph: ModelFormat = {
  title: "TensorFlow.js graph model (model.json)",
  async recognises({ files }) {
    const path = files && findFile(files, "model.json");
    return (
      files !== undefined &&
      path !== undefined &&
      isGraphModel(await readJsonObject(files, path))
    );
  },
  load: ({ files }) =>
    readTfjsGraphModel(
      files as ModelFiles,
      findFile(files as ModelFiles, "model.json") as string,
    ),
};
