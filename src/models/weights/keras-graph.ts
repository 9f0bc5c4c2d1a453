import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import type { FlatKerasModel, KerasLayer } from "./keras-config.ts";
import { translateKerasLayer } from "./keras-ops.ts";
import { unsupportedLayer } from "./keras-values.ts";

/**
 * Translates a flattened Keras model to a layer graph, layer by layer; layer names stay.
 * @throws StudioError `models/unsupported-layer`, `graph/…`
 */
export function kerasGraph(model: FlatKerasModel): LayerGraph {
  const input = { name: model.inputName, shape: model.inputShape };
  const layers: LayerNode[] = [];
  /** Name in the file → name of the value here; they differ where a layer passes its input on. */
  const values = new Map([[model.inputName, model.inputName]]);
  for (const layer of model.layers) {
    const inputs = layer.inputs.map((name) => values.get(name) ?? name);
    const before = {
      name: model.name,
      input,
      layers,
      output: inputs[0] ?? "",
    };
    if (layer.className === "Reshape") {
      values.set(layer.name, reshape(layer, before));
      continue;
    }
    if (/^(Layer)?Normalization$/.test(layer.className))
      requireLastAxis(layer, before);
    const translation = translateKerasLayer(layer);
    if (translation === "identity") {
      values.set(layer.name, inputs[0] ?? model.inputName);
      continue;
    }
    layers.push({ ...translation, name: layer.name, inputs } as LayerNode);
    values.set(layer.name, layer.name);
  }
  const output = values.get(model.output) ?? model.output;
  const graph = { name: model.name, input, layers, output };
  inferShapes(graph);
  return graph;
}

/** Normalization here is over, or by, the channels. */
function requireLastAxis(layer: KerasLayer, before: LayerGraph): void {
  const given = layer.config["axis"] ?? -1;
  const axes = Array.isArray(given) ? (given as unknown[]) : [given];
  const rank = shapeOf(inferShapes(before), before.output).length;
  if (axes.length === 1 && (axes[0] === -1 || axes[0] === rank)) return;
  throw unsupportedLayer(
    layer,
    `its axis is ${JSON.stringify(given)}, not the last one`,
  );
}

/**
 * A reshape that does no more than lay values out in a row is a flatten layer; one that gives pooled features their height and width
 * back makes the pooling keep them; every other one is a reshape. Changes `graph.layers`; returns the name of the value.
 */
function reshape(layer: KerasLayer, graph: LayerGraph): string {
  const layers = graph.layers as LayerNode[];
  const target = layer.config["target_shape"];
  const from = shapeOf(inferShapes(graph), graph.output);
  const source = layers.at(-1);
  if (Array.isArray(target)) {
    if (target.length === 1) {
      layers.push({
        name: layer.name,
        op: "flatten",
        inputs: [graph.output],
        attributes: {},
      });
      return layer.name;
    }
    const [height, width, channels] = target as unknown[];
    const keeps =
      height === 1 && width === 1 && (channels === from[0] || channels === -1);
    if (
      keeps &&
      target.length === 3 &&
      source?.op === "globalAveragePooling2d" &&
      source.name === graph.output
    ) {
      layers[layers.length - 1] = { ...source, attributes: { keepDims: true } };
      return source.name;
    }
    if (target.every((extent) => Number.isInteger(extent))) {
      layers.push({
        name: layer.name,
        op: "reshape",
        inputs: [graph.output],
        attributes: { targetShape: target as number[] },
      });
      return layer.name;
    }
  }
  throw unsupportedLayer(
    layer,
    `it reshapes [${from.join(", ")}] to ${JSON.stringify(target)}, which is no list of whole numbers`,
  );
}
