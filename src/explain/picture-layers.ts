import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";

/** A layer whose value is a picture of features. */
export interface PictureLayer {
  readonly name: string;
  readonly op: string;
  /** [height, width, channels] */
  readonly shape: readonly number[];
}

/** Layers whose feature maps can be shown, in the order of the network. */
export function pictureLayers(graph: LayerGraph): PictureLayer[] {
  const shapes = inferShapes(graph);
  return withoutAuxiliaryOutputs(graph)
    .layers.map(({ name, op }) => ({ name, op, shape: shapes.get(name) ?? [] }))
    .filter(
      ({ shape: [height = 1, width = 1, ...rest] }) =>
        rest.length === 1 && height * width > 1,
    );
}

/**
 * Where class-activation methods look by default: the last layer that is still a picture and is not just a pooled one.
 * @throws StudioError `explain/no-picture-layer`
 */
export function explainedLayer(graph: LayerGraph): string {
  const layer = pictureLayers(graph).findLast(
    ({ op }) => !/pooling|padding|dropout/i.test(op),
  );
  if (layer) return layer.name;
  throw new StudioError(
    "explain/no-picture-layer",
    `A heat map needs a layer whose value is still a picture, but "${graph.name}" has none. Choose a network with convolutions.`,
  );
}
