import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import { MAXIMUM_WEIGHT_BYTES } from "./weight-limits.ts";

/** A tensor, or a promise of one that has not been read yet: what matters for fitting is its shape. */
export interface Shaped {
  readonly shape: readonly number[];
}

export interface StoredLayer<T extends Shaped> {
  readonly name: string;
  /** In the file's order, by the last part of their names: `kernel`, `bias` … or whatever the file says. */
  readonly weights: readonly { readonly name: string; readonly value: T }[];
}

/** The weights of a network as a file has them, layer by layer. */
export interface StoredWeights<T extends Shaped> {
  readonly layers: readonly StoredLayer<T>[];
  /**
   * What tells layers apart besides their names. `layer-order`: the layers come in Keras's layer order. `class-counters`: names are
   * numbers within a class in Keras's layer order (`conv2d_3`: the fourth Conv2D). `nothing`: only names count.
   */
  readonly order: "layer-order" | "class-counters" | "nothing";
}

/**
 * Sorts flat names, `layer/role`, also with prefixes and TensorFlow's `:0` behind, into layers.
 * @throws StudioError `weights/ambiguous`
 */
export function storedByName<T extends Shaped>(
  tensors: Iterable<readonly [string, T]>,
): StoredWeights<T> {
  const layers = new Map<string, { name: string; value: T }[]>();
  for (const [path, value] of tensors) {
    const { layer, role } = layerAndRole(path);
    const weights = layers.get(layer) ?? [];
    if (weights.some(({ name }) => name === role)) {
      throw new StudioError(
        "weights/ambiguous",
        `The model has more than one weight that could be "${layer}/${role}". Give its layers different names and export it again.`,
      );
    }
    layers.set(layer, [...weights, { name: role, value }]);
  }
  return {
    layers: [...layers].map(([name, weights]) => ({ name, weights })),
    order: "nothing",
  };
}

/** The last two parts of a weight's name; the layer is empty where the name has only one part. */
export function layerAndRole(path: string): { layer: string; role: string } {
  const parts = path.replace(/:\d+$/, "").split("/");
  return { layer: parts.at(-2) ?? "", role: parts.at(-1) ?? "" };
}

/** Reads what has been fitted. @throws StudioError `models/too-large`, and as the file's own reader */
export function readTensors(
  fitted: ReadonlyMap<string, Shaped & { read(): Tensor }>,
): Map<string, Tensor> {
  const bytes = [...fitted.values()].reduce(
    (sum, { shape }) => sum + 4 * sizeOf(shape),
    0,
  );
  if (bytes > MAXIMUM_WEIGHT_BYTES) {
    throw new StudioError(
      "models/too-large",
      `The weights of a model may have at most ${MAXIMUM_WEIGHT_BYTES} bytes. Received: ${bytes}. Use a smaller model.`,
    );
  }
  return new Map([...fitted].map(([name, stored]) => [name, stored.read()]));
}
