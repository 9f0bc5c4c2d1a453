import { StudioError } from "#engine/base/errors.ts";
import type { Hdf5File, StoredDataset } from "./hdf5-file.ts";
import {
  layerAndRole,
  type StoredLayer,
  type StoredWeights,
} from "./stored-weights.ts";
import { MAXIMUM_WEIGHTS } from "./weight-limits.ts";

/** Whether a group holds weights as Keras 1 and 2, and Keras 3's `.h5`, store them. */
export function isLegacyKerasGroup(file: Hdf5File, group: string): boolean {
  return file.textsAttribute(group, "layer_names") !== undefined;
}

/**
 * Lists the weights of a group in the legacy format of Keras: the attribute `layer_names` has the layers in Keras's layer order, and
 * each layer's group the attribute `weight_names` (github.com/keras-team/keras, keras/src/legacy/saving/legacy_h5_format.py).
 * Nothing is read but names and shapes. A model inside the model is one group there; its layers are told apart by the names of their
 * weights.
 * @throws StudioError `weights/damaged`, `weights/unsupported-type`
 */
export function legacyKerasWeights(
  file: Hdf5File,
  group: string,
): StoredWeights<StoredDataset> {
  const names = file.textsAttribute(group, "layer_names") ?? [];
  let count = 0;
  const layers = names.flatMap((name) => {
    const path = join(group, name);
    if (file.kindOf(path) !== "group")
      throw inconsistent(
        file,
        `it lists the layer "${name}" and has no such group`,
      );
    const weightNames = file.textsAttribute(path, "weight_names") ?? [];
    count += weightNames.length + 1;
    if (count > MAXIMUM_WEIGHTS)
      throw inconsistent(file, `it lists more than ${MAXIMUM_WEIGHTS} weights`);
    return layersOfGroup(
      name,
      weightNames.map((weight) => ({
        path: weight,
        value: file.dataset(join(path, weight)),
      })),
    );
  });
  return { layers, order: "layer-order" };
}

interface NamedDataset {
  readonly path: string;
  readonly value: StoredDataset;
}

/** One layer, or several where the names of the weights have different layers in them. */
function layersOfGroup(
  group: string,
  weights: readonly NamedDataset[],
): StoredLayer<StoredDataset>[] {
  const byLayer = Map.groupBy(weights, ({ path }) => layerAndRole(path).layer);
  const alone = byLayer.size <= 1;
  return [...byLayer].map(([layer, members]) => ({
    name: alone ? group : layer,
    weights: members.map(({ path, value }) => ({
      name: layerAndRole(path).role,
      value,
    })),
  }));
}

function join(group: string, name: string): string {
  return group === "/" ? `/${name}` : `${group}/${name}`;
}

function inconsistent(file: Hdf5File, what: string): StudioError {
  return new StudioError(
    "weights/damaged",
    `${file.name} is not a whole weights file of Keras: ${what}. Copy or download the file again.`,
  );
}
