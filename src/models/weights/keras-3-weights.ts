import { StudioError } from "#engine/base/errors.ts";
import { isRecord } from "./keras-config.ts";
import type { Hdf5File, StoredDataset } from "./hdf5-file.ts";
import type { StoredLayer, StoredWeights } from "./stored-weights.ts";
import { MAXIMUM_WEIGHTS } from "./weight-limits.ts";

/** Where Keras 3 keeps the layers of a model, and where Keras 2.12 to 2.15 did. */
const CONTAINERS = ["layers", "_layer_checkpoint_dependencies"];
/** Models inside models, no deeper than this. */
const MAXIMUM_DEPTH = 8;

/** Whether a file holds weights as Keras 3 stores them. */
export function isKeras3File(file: Hdf5File): boolean {
  return CONTAINERS.some((name) => file.kindOf(`/${name}`) === "group");
}

/**
 * Lists the weights of a Keras 3 file, `model.weights.h5` in a `.keras` archive or a `.weights.h5`: groups
 * `layers/conv2d_1/vars` with the datasets `0`, `1` … (github.com/keras-team/keras, keras/src/saving/saving_lib.py). Groups are
 * named by class and number within the model; newer files have the layer's own name as an attribute.
 * @param names group of a layer → its name, from the model's description; without it the attributes count
 * @throws StudioError `weights/damaged`, `weights/unsupported-type`
 */
export function keras3Weights(
  file: Hdf5File,
  names?: ReadonlyMap<string, string>,
): StoredWeights<StoredDataset> {
  const found = layersBelow(file, "", MAXIMUM_DEPTH);
  const named = found.map((layer) => ({
    ...layer,
    name: names?.get(layer.group) ?? layer.title,
  }));
  const allNamed = named.every(({ name }) => name !== undefined);
  const layers = named.map(({ group, name, weights }) => ({
    name: (allNamed ? name : undefined) ?? group.split("/").at(-1) ?? group,
    weights,
  }));
  return { layers, order: allNamed ? "nothing" : "class-counters" };
}

interface FoundLayer extends Pick<StoredLayer<StoredDataset>, "weights"> {
  /** `layers/conv2d_1`, also where the file says `_layer_checkpoint_dependencies`. */
  readonly group: string;
  /** The layer's own name, where the file has it. */
  readonly title: string | undefined;
}

function layersBelow(
  file: Hdf5File,
  parent: string,
  depth: number,
  count = { value: 0 },
): FoundLayer[] {
  const container = CONTAINERS.find(
    (name) => file.kindOf(`${parent}/${name}`) === "group",
  );
  if (container === undefined || depth === 0) return [];
  return file.keys(`${parent}/${container}`).flatMap((key) => {
    const path = `${parent}/${container}/${key}`;
    const vars = `${path}/vars`;
    const names = file.kindOf(vars) === "group" ? file.keys(vars) : [];
    // Counted before going deeper: groups may contain themselves.
    count.value += names.length + 1;
    if (count.value > MAXIMUM_WEIGHTS) throw tooMany(file);
    const nested = layersBelow(file, path, depth - 1, count);
    const datasets = names
      .toSorted((a, b) => Number(a) - Number(b))
      .map((name) => ({ name, value: file.dataset(`${vars}/${name}`) }));
    if (datasets.length === 0) return nested;
    const group = path
      .slice(1)
      .replaceAll("_layer_checkpoint_dependencies", "layers");
    const title = file.textAttribute(vars, "name");
    return [{ group, title, weights: datasets }, ...nested];
  });
}

function tooMany(file: Hdf5File): StudioError {
  return new StudioError(
    "weights/damaged",
    `${file.name} lists more than ${MAXIMUM_WEIGHTS} layers and weights, more than any network here has. Use another file.`,
  );
}

/**
 * The names of the layers by the groups that Keras 3 stores them in: `layers/conv2d_1` is the second Conv2D of the model's list.
 * @param config a model's description as Keras writes it; models inside it included
 */
export function keras3Groups(
  config: unknown,
  parent = "",
): Map<string, string> {
  const groups = new Map<string, string>();
  const used = new Map<string, number>();
  for (const layer of layersOf(config)) {
    const { class_name: className, config: own } = layer;
    const kind = snakeCase(String(className));
    const before = used.get(kind) ?? 0;
    used.set(kind, before + 1);
    const group = `${parent}layers/${kind}${before === 0 ? "" : `_${before}`}`;
    const name = isRecord(own) ? (own["name"] ?? layer["name"]) : layer["name"];
    if (typeof name === "string") groups.set(group, name);
    for (const [inner, innerName] of keras3Groups(own, `${group}/`))
      groups.set(inner, innerName);
  }
  return groups;
}

function layersOf(config: unknown): Readonly<Record<string, unknown>>[] {
  const layers = isRecord(config) ? config["layers"] : undefined;
  return Array.isArray(layers) ? layers.filter(isRecord) : [];
}

/** Keras's rule: DepthwiseConv2D → depthwise_conv2d (keras/src/utils/naming.py). */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
