import { StudioError } from "#engine/base/errors.ts";
import { kerasLayers } from "#engine/export/tfjs/keras-layer-table.ts";
import {
  LEAKY_RELU_SLOPE,
  resolveAttributes,
} from "#engine/graph/attributes.ts";
import type { Activation, LayerNode } from "#engine/graph/layer-graph.ts";
import type { Shape } from "#engine/graph/shapes.ts";

/** Class and configuration of a layer of Keras 3. */
export interface KerasLayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * One layer as Keras 3 writes it down: what TensorFlow.js has too comes from its table, with the options that only Keras has laid
 * over it.
 * @param shape of the layer's value, without the batch
 * @throws StudioError `export/unsupported-layer` for what Keras has no layer for
 */
export function kerasLayerConfig(
  node: LayerNode,
  shape: Shape,
): KerasLayerConfig {
  const own = onlyInKeras(node);
  if (own !== null) return own;
  const { common, options } = withoutKerasOptions(node);
  const [layer] = kerasLayers(common, shape);
  if (layer === undefined) throw unsupported(node, "no layer of Keras");
  return {
    class_name: layer.class_name,
    config: { ...layer.config, ...options },
  };
}

/** Layers that TensorFlow.js lacks; null for all others. */
function onlyInKeras(node: LayerNode): KerasLayerConfig | null {
  const name = { name: node.name };
  switch (node.op) {
    case "activation":
      return activationLayer(node);
    case "zeroPadding1d": {
      const { padding } = resolveAttributes(node);
      return { class_name: "ZeroPadding1D", config: { ...name, padding } };
    }
    case "normalization":
      return { class_name: "Normalization", config: { ...name, axis: -1 } };
    case "selectChannels":
    case "padChannels":
    case "layerScale":
    case "localResponseNormalization":
    case "euclideanRbf":
      throw unsupported(node, `the op ${node.op}`);
    default:
      return null;
  }
}

function activationLayer(
  node: Extract<LayerNode, { op: "activation" }>,
): KerasLayerConfig {
  const { name } = node;
  const { activation, negativeSlope, approximate } = resolveAttributes(node);
  if (activation === "leakyRelu") {
    const negative_slope = negativeSlope ?? LEAKY_RELU_SLOPE;
    return { class_name: "LeakyReLU", config: { name, negative_slope } };
  }
  if (approximate) throw unsupported(node, "the tanh form of gelu");
  const config = { name, activation: activationName(node, activation) };
  return { class_name: "Activation", config };
}

/** The layer with what TensorFlow.js understands, and the rest as Keras's configuration has it. */
function withoutKerasOptions(node: LayerNode): {
  readonly common: LayerNode;
  readonly options: Readonly<Record<string, unknown>>;
} {
  const without = (attributes: object): LayerNode =>
    ({
      ...node,
      attributes: { ...node.attributes, ...attributes },
    }) as LayerNode;
  switch (node.op) {
    case "conv2d":
    case "conv1d": {
      const { groups, activation, padding } = resolveAttributes<
        "conv2d" | "conv1d"
      >(node);
      return {
        common: without({ groups: 1, activation: "linear", padding: "valid" }),
        options: {
          groups,
          padding,
          activation: activationName(node, activation),
        },
      };
    }
    case "depthwiseConv2d":
    case "separableConv2d":
    case "dense": {
      const { activation } = resolveAttributes<
        "depthwiseConv2d" | "separableConv2d" | "dense"
      >(node);
      return {
        common: without({ activation: "linear" }),
        options: { activation: activationName(node, activation) },
      };
    }
    case "globalAveragePooling2d":
    case "globalMaxPooling2d":
    case "globalAveragePooling1d":
    case "globalMaxPooling1d":
      return {
        common: without({ keepDims: false }),
        options: { keepdims: node.attributes.keepDims ?? false },
      };
    case "upSampling2d":
      return {
        common: without({ interpolation: "nearest" }),
        options: { interpolation: resolveAttributes(node).interpolation },
      };
    default:
      return { common: node, options: {} };
  }
}

/** Keras 3's names for our functions; `scaledTanh` of LeNet-5 is none of Keras's. */
const ACTIVATIONS: Readonly<Partial<Record<Activation, string>>> = {
  linear: "linear",
  relu: "relu",
  relu6: "relu6",
  leakyRelu: "leaky_relu",
  elu: "elu",
  softplus: "softplus",
  sigmoid: "sigmoid",
  hardSigmoid: "hard_sigmoid",
  swish: "silu",
  hardSwish: "hard_silu",
  gelu: "gelu",
  tanh: "tanh",
  softmax: "softmax",
};

function activationName(node: LayerNode, activation: Activation): string {
  const name = ACTIVATIONS[activation];
  if (name === undefined)
    throw unsupported(node, `the activation ${activation}`);
  return name;
}

function unsupported(node: LayerNode, what: string): StudioError {
  return new StudioError(
    "export/unsupported-layer",
    `Layer "${node.name}" (${node.op}) uses ${what}, which Keras has no layer for. Replace the layer, or save the design as its own file instead.`,
  );
}
