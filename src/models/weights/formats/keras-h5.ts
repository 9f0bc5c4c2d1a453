import { StudioError } from "#engine/base/errors.ts";
import { recognisedModel } from "#engine/models/weights/catalog-weights.ts";
import {
  withHdf5File,
  type Hdf5File,
  type StoredDataset,
} from "#engine/models/weights/hdf5-file.ts";
import {
  isKeras3File,
  keras3Weights,
} from "#engine/models/weights/keras-3-weights.ts";
import { kerasModel } from "#engine/models/weights/keras-model.ts";
import {
  isLegacyKerasGroup,
  legacyKerasWeights,
} from "#engine/models/weights/legacy-keras-weights.ts";
import { jsonObject } from "#engine/models/weights/model-json.ts";
import {
  notesBeside,
  startsWith,
} from "#engine/models/weights/model-source.ts";
import type { StoredWeights } from "#engine/models/weights/stored-weights.ts";
import type { ModelFormat } from "./model-format.ts";

/** Every HDF5 file starts with it: docs.hdfgroup.org/hdf5/develop/_f_m_t3.html, section II.A. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** A whole model of Keras 1 and 2 has its weights here, and its description as an attribute of the file. */
const WHOLE_MODEL_GROUP = "/model_weights";

/**
 * HDF5 files of Keras: whole models (`model.save("x.h5")`), weights in the legacy format, which is what Keras Applications publishes,
 * and weights as Keras 3 saves them (`.weights.h5`).
 */
export const kerasH5: ModelFormat = {
  title: "Keras model or weights (.h5)",
  recognises: ({ head }) => startsWith(head, SIGNATURE),
  async load({ name, path, content }) {
    const notes = await notesBeside(path);
    return withHdf5File(content, name, (file) => {
      const stored = storedIn(file);
      const config = file.textAttribute("/", "model_config");
      return config === undefined
        ? recognisedModel(stored, name, notes)
        : kerasModel({
            name,
            config: jsonObject(config, `The attribute model_config of ${name}`),
            stored,
            notes,
          });
    });
  },
  withWeights: ({ name, content }, use) =>
    withHdf5File(content, name, (file) => use(storedIn(file))),
};

function storedIn(file: Hdf5File): StoredWeights<StoredDataset> {
  if (file.kindOf(WHOLE_MODEL_GROUP) === "group")
    return legacyKerasWeights(file, WHOLE_MODEL_GROUP);
  if (isLegacyKerasGroup(file, "/")) return legacyKerasWeights(file, "/");
  if (isKeras3File(file)) return keras3Weights(file);
  throw new StudioError(
    "models/not-keras",
    `${file.name} is an HDF5 file, but not of Keras: it has neither layer_names nor layers. It holds ${file.keys("/").slice(0, 5).join(", ") || "nothing"}. Save the model with Keras (model.save).`,
  );
}
