import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type {
  GraphInput,
  LayerOp,
  OpAttributes,
} from "#engine/graph/layer-graph.ts";

/** Writes an architecture of Keras Applications down in the order in which Keras creates its layers. */
export interface KerasLayerBuilder extends LayerBuilder {
  /**
   * Appends a layer that Keras's source leaves unnamed, with the name of a fresh Keras session: the kind, then its number from the
   * second on, as in `conv2d`, `conv2d_1`, `batch_normalization_12`.
   * @returns its name
   */
  unnamed<Op extends LayerOp>(
    op: Op,
    attributes: OpAttributes[Op],
    inputs?: string | readonly string[],
  ): string;
}

/** @param name the network's name @param input its name and shape */
export function createKerasLayerBuilder(
  name: string,
  input: GraphInput,
): KerasLayerBuilder {
  const net = createLayerBuilder(name, input);
  const counts = new Map<LayerOp, number>();
  return {
    ...net,
    unnamed(op, attributes, inputs) {
      const count = counts.get(op) ?? 0;
      counts.set(op, count + 1);
      const kind = op.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const layerName = count === 0 ? kind : `${kind}_${count}`;
      return net.layer(op, layerName, attributes, inputs);
    },
  };
}
