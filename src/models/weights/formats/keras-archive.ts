import { StudioError } from "#engine/base/errors.ts";
import { withHdf5File } from "#engine/models/weights/hdf5-file.ts";
import { bytesSource } from "#engine/models/weights/hdf5-library.ts";
import {
  keras3Groups,
  keras3Weights,
} from "#engine/models/weights/keras-3-weights.ts";
import { kerasModel } from "#engine/models/weights/keras-model.ts";
import { readJsonObject } from "#engine/models/weights/model-json.ts";
import type { ModelFiles } from "#engine/models/weights/model-files.ts";
import { notesBeside } from "#engine/models/weights/model-source.ts";
import { MAXIMUM_WEIGHT_BYTES } from "#engine/models/weights/weight-limits.ts";
import type { ModelFormat } from "./model-format.ts";

const CONFIG = "config.json";
const WEIGHTS = "model.weights.h5";

/** What Keras 3 saves by `model.save("x.keras")`: a zip archive, or a directory of the same files. */
export const kerasArchive: ModelFormat = {
  title: "Keras model (.keras)",
  recognises: ({ files }) => files?.paths.includes(CONFIG) === true,
  async load({ name, path, files }) {
    const config = await readJsonObject(files as ModelFiles, CONFIG);
    const bytes = await weightBytes(files as ModelFiles);
    const notes = await notesBeside(path);
    return withHdf5File(bytesSource(bytes), name, (file) =>
      kerasModel({
        name,
        config,
        stored: keras3Weights(file, keras3Groups(config["config"])),
        notes,
      }),
    );
  },
  async withWeights({ name, files }, use) {
    const config = await readJsonObject(files as ModelFiles, CONFIG);
    const bytes = await weightBytes(files as ModelFiles);
    return withHdf5File(bytesSource(bytes), name, (file) =>
      use(keras3Weights(file, keras3Groups(config["config"]))),
    );
  },
};

function weightBytes(files: ModelFiles): Promise<Uint8Array> {
  if (files.paths.includes(WEIGHTS))
    return files.read(WEIGHTS, MAXIMUM_WEIGHT_BYTES);
  throw new StudioError(
    "models/missing-file",
    `${files.name} has a ${CONFIG}, as Keras models have, but no ${WEIGHTS}. Save the model again with Keras (model.save), or copy all its files.`,
  );
}
