import type { LayerGraph, LayerNode } from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { kerasLayerConfig } from "./keras-layer-config.ts";

/**
 * The configuration of a network as Keras 3's `model.to_json()` writes it and `keras.models.model_from_json` reads it: Sequential
 * where each layer feeds the next, else Functional. Weights are not in it.
 * @throws StudioError `graph/…`; `export/unsupported-layer` naming a layer that Keras has not
 */
export function toKerasConfig(graph: LayerGraph): object {
  const shapes = inferShapes(graph);
  return isSequential(graph)
    ? sequential(graph, shapes)
    : functional(graph, shapes);
}

function isSequential({ input, layers, output }: LayerGraph): boolean {
  return (
    output === (layers.at(-1)?.name ?? input.name) &&
    layers.every(
      ({ inputs }, index) =>
        inputs.length === 1 &&
        inputs[0] === (layers[index - 1]?.name ?? input.name),
    )
  );
}

type Shapes = ReadonlyMap<string, Shape>;

function sequential(graph: LayerGraph, shapes: Shapes): object {
  const layers = [
    inputLayer(graph),
    ...graph.layers.map((node) => layerObject(node, shapes)),
  ];
  return {
    module: "keras",
    class_name: "Sequential",
    config: { name: kerasName(graph.name), trainable: true, layers },
    registered_name: null,
  };
}

function functional(graph: LayerGraph, shapes: Shapes): object {
  const { input, output } = graph;
  const layers = [
    { ...inputLayer(graph), name: input.name, inbound_nodes: [] },
    ...graph.layers.map((node) => ({
      ...layerObject(node, shapes),
      name: node.name,
      inbound_nodes: [inboundNode(node, shapes)],
    })),
  ];
  return {
    // Not part of Keras's public names: where model.to_json() itself says it is.
    module: "keras.src.models.functional",
    class_name: "Functional",
    config: {
      name: kerasName(graph.name),
      trainable: true,
      layers,
      input_layers: [[input.name, 0, 0]],
      output_layers: [[output, 0, 0]],
    },
    registered_name: "Functional",
  };
}

function inputLayer({ input }: LayerGraph): object {
  return {
    module: "keras.layers",
    class_name: "InputLayer",
    config: {
      batch_shape: [null, ...input.shape],
      dtype: "float32",
      sparse: false,
      name: input.name,
    },
    registered_name: null,
  };
}

function layerObject(node: LayerNode, shapes: Shapes): object {
  const { class_name, config } = kerasLayerConfig(
    node,
    shapeOf(shapes, node.name),
  );
  return {
    module: "keras.layers",
    class_name,
    config: { ...config, dtype: KERAS_3_NUMBERS },
    registered_name: null,
  };
}

/** What Keras 3 writes for the type of a layer's numbers; by it a reader tells its hard_sigmoid from Keras 2's. */
const KERAS_3_NUMBERS = {
  module: "keras",
  class_name: "DTypePolicy",
  config: { name: "float32" },
  registered_name: null,
};

/** A merging layer takes one list of values. */
function inboundNode({ inputs }: LayerNode, shapes: Shapes): object {
  const tensors = inputs.map((name) => ({
    class_name: "__keras_tensor__",
    config: {
      shape: [null, ...shapeOf(shapes, name)],
      dtype: "float32",
      keras_history: [name, 0, 0],
    },
  }));
  return { args: tensors.length === 1 ? tensors : [tensors], kwargs: {} };
}

/** Keras refuses a slash in a name; spaces make poor variable names. */
function kerasName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, "_");
}
