import { recognisedModel } from "#engine/models/weights/catalog-weights.ts";
import type { StoredDataset } from "#engine/models/weights/hdf5-file.ts";
import {
  notesBeside,
  readWhole,
  startsWith,
  type ModelSource,
} from "#engine/models/weights/model-source.ts";
import { readSafetensors } from "#engine/models/weights/safetensors.ts";
import {
  storedByName,
  type StoredWeights,
} from "#engine/models/weights/stored-weights.ts";
import { MAXIMUM_WEIGHT_BYTES } from "#engine/models/weights/weight-limits.ts";
import type { ModelFormat } from "./model-format.ts";

/**
 * Weights of a network of the catalog under our names, `layer/role`, in Keras's layouts. Files with PyTorch's names fit no network
 * here and are answered with the list of their layers.
 */
export const safetensorsWeights: ModelFormat = {
  title: "Weights of a network of the catalog (.safetensors)",
  recognises: ({ head, content }) => {
    if (head.length < 10 || !startsWith(head, [0x7b], 8)) return false;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    return view.getBigUint64(0, true) < BigInt(content.sizeBytes);
  },
  async load(source) {
    const notes = await notesBeside(source.path);
    return recognisedModel(storedIn(source), source.name, notes);
  },
  withWeights: async (source, use) => use(storedIn(source)),
};

function storedIn(source: ModelSource): StoredWeights<StoredDataset> {
  const { tensors } = readSafetensors(readWhole(source, MAXIMUM_WEIGHT_BYTES));
  return storedByName(
    [...tensors].map(([name, tensor]) => [
      name,
      { shape: tensor.shape, read: () => tensor },
    ]),
  );
}
