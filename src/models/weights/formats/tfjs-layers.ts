import type { ModelFiles } from "#engine/models/weights/model-files.ts";
import { findFile } from "#engine/models/weights/model-json.ts";
import { readTfjsLayersModel } from "#engine/models/weights/tfjs-layers-model.ts";
import type { ModelFormat } from "./model-format.ts";

/** A model.json with shards: what TensorFlow.js saves and Teachable Machine exports. */
export const tfjsLayers: ModelFormat = {
  title: "TensorFlow.js layers model (model.json, also Teachable Machine)",
  recognises: ({ files }) =>
    files !== undefined && findFile(files, "model.json") !== undefined,
  load: ({ files }) => readTfjsLayersModel(files as ModelFiles),
};
