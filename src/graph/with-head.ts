import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph } from "./layer-graph.ts";
import { createLayerBuilder } from "./layer-builder.ts";
import { joinGraphs } from "./cut.ts";
import { inferShapes, shapeOf } from "./shapes.ts";

/** Names of the layers that `withHead` may append. */
export const HEAD_LAYERS = {
  pooling: "head_pooling",
  dropout: "head_dropout",
  scores: "head_predictions",
} as const;

/**
 * A classifier on top of a headless network: global average pooling when the body gives a picture or a sequence, dropout when a rate is
 * given, a dense layer with softmax.
 * @param classes at least 2
 * @throws StudioError `graph/too-few-classes`
 */
export function withHead(
  body: LayerGraph,
  classes: number,
  options: { readonly dropout?: number } = {},
): LayerGraph {
  return joinGraphs(body, classifierHead(body, classes, options));
}

/** The head of `withHead` alone, fed with the value of the body's output. */
export function classifierHead(
  body: LayerGraph,
  classes: number,
  options: { readonly dropout?: number } = {},
): LayerGraph {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new StudioError(
      "graph/too-few-classes",
      `A classifier needs at least 2 classes. Received: ${classes}. Add pictures of a second class.`,
    );
  }
  const shape = shapeOf(inferShapes(body), body.output);
  const net = createLayerBuilder(`${body.name}-head`, {
    name: body.output,
    shape,
  });
  if (shape.length === 3) {
    net.layer("globalAveragePooling2d", HEAD_LAYERS.pooling, {});
  } else if (shape.length === 2) {
    net.layer("globalAveragePooling1d", HEAD_LAYERS.pooling, {});
  }
  if (options.dropout) {
    net.layer("dropout", HEAD_LAYERS.dropout, { rate: options.dropout });
  }
  net.layer("dense", HEAD_LAYERS.scores, {
    units: classes,
    activation: "softmax",
  });
  return net.build();
}
