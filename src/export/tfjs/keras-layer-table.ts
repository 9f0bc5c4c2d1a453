import { StudioError } from "#engine/base/errors.ts";
import {
  LEAKY_RELU_SLOPE,
  resolveAttributes,
} from "#engine/graph/attributes.ts";
import type { Activation, LayerNode } from "#engine/graph/layer-graph.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import { hardActivationLayers } from "./hard-activations.ts";
import {
  CHANNELS_LAST,
  dropout,
  kerasLayer,
  type KerasLayerJson,
  FACTOR_PER_CHANNEL,
  pooling,
  STORED_STATISTICS,
} from "./keras-config-parts.ts";

/**
 * One layer of ours as Keras layers, most often one; several where TensorFlow.js lacks an option.
 * @param shape of the layer's value, without the batch
 * @throws StudioError `export/unsupported-layer`
 */
export function kerasLayers(node: LayerNode, shape: Shape): KerasLayerJson[] {
  const layer = (className: string, config: Record<string, unknown>) =>
    kerasLayer(className, node.name, node.inputs, config);
  switch (node.op) {
    case "conv2d": {
      const { filters, groups, ...given } = resolveAttributes(node);
      refuseGroups(node, groups);
      return [layer("Conv2D", { filters, ...convolution(node, given) })];
    }
    case "depthwiseConv2d": {
      const { depthMultiplier, ...given } = resolveAttributes(node);
      return [
        layer("DepthwiseConv2D", {
          depth_multiplier: depthMultiplier,
          ...convolution(node, given),
        }),
      ];
    }
    case "separableConv2d": {
      const { filters, depthMultiplier, ...given } = resolveAttributes(node);
      return [
        layer("SeparableConv2D", {
          filters,
          depth_multiplier: depthMultiplier,
          ...convolution(node, given),
        }),
      ];
    }
    case "conv1d": {
      const { filters, groups, ...given } = resolveAttributes(node);
      refuseGroups(node, groups);
      if (given.padding === "causal") throw unsupported(node, "causal padding");
      const config = convolution(node, {
        ...given,
        kernelSize: [given.kernelSize],
        strides: [given.strides],
        dilationRate: [given.dilationRate],
      });
      return [layer("Conv1D", { filters, ...config })];
    }
    case "dense": {
      const { units, useBias, activation } = resolveAttributes(node);
      return [
        layer("Dense", {
          units,
          use_bias: useBias,
          activation: activationName(node, activation),
        }),
      ];
    }
    case "embedding": {
      const { inputDim, outputDim } = resolveAttributes(node);
      return [
        layer("Embedding", { input_dim: inputDim, output_dim: outputDim }),
      ];
    }
    case "batchNormalization":
      return [
        layer("BatchNormalization", { axis: -1, ...resolveAttributes(node) }),
      ];
    case "layerNormalization":
      return [
        layer("LayerNormalization", { axis: [-1], ...resolveAttributes(node) }),
      ];
    case "activation": {
      const { activation, negativeSlope, approximate } =
        resolveAttributes(node);
      if (activation === "leakyRelu")
        return [
          layer("LeakyReLU", { alpha: negativeSlope ?? LEAKY_RELU_SLOPE }),
        ];
      if (activation === "hardSigmoid" || activation === "hardSwish")
        return hardActivationLayers(
          activation,
          node.name,
          node.inputs[0] ?? "",
        );
      if (approximate) throw unsupported(node, "the tanh form of gelu");
      return [
        layer("Activation", { activation: activationName(node, activation) }),
      ];
    }
    case "maxPooling2d":
      return [layer("MaxPooling2D", pooling(resolveAttributes(node)))];
    case "averagePooling2d":
      return [layer("AveragePooling2D", pooling(resolveAttributes(node)))];
    case "maxPooling1d":
      return [layer("MaxPooling1D", pooling(resolveAttributes(node)))];
    case "averagePooling1d":
      return [layer("AveragePooling1D", pooling(resolveAttributes(node)))];
    case "globalAveragePooling2d":
    case "globalMaxPooling2d":
    case "globalAveragePooling1d":
    case "globalMaxPooling1d": {
      const pooled = layer(GLOBAL_POOLINGS[node.op], CHANNELS_LAST);
      return node.attributes.keepDims
        ? keepingDimensions(pooled, shape)
        : [pooled];
    }
    case "upSampling2d": {
      const { size, interpolation } = resolveAttributes(node);
      if (interpolation === "bilinear") {
        throw unsupported(
          node,
          "bilinear up-sampling between pixel centres, as Keras does it",
        );
      }
      return [layer("UpSampling2D", { size, interpolation, ...CHANNELS_LAST })];
    }
    case "zeroPadding2d":
      return [
        layer("ZeroPadding2D", {
          ...resolveAttributes(node),
          ...CHANNELS_LAST,
        }),
      ];
    case "cropping2d":
      return [
        layer("Cropping2D", { ...resolveAttributes(node), ...CHANNELS_LAST }),
      ];
    case "rescaling":
      return [layer("Rescaling", { ...resolveAttributes(node) })];
    case "flatten":
      return [layer("Flatten", CHANNELS_LAST)];
    case "reshape":
      return [layer("Reshape", { target_shape: shape })];
    case "dropout":
      return [layer("Dropout", dropout(node, shape))];
    case "add":
      return [layer("Add", {})];
    case "multiply":
      return [layer("Multiply", {})];
    case "concatenate":
      return [layer("Concatenate", { ...resolveAttributes(node) })];
    case "selectChannels":
      throw unsupported(node, "channels chosen by their numbers");
    case "padChannels":
      throw unsupported(node, "channels of zeros");
    case "layerScale":
      if (shape.length !== 3)
        throw unsupported(node, "factors per channel of what is no picture");
      return [layer("DepthwiseConv2D", FACTOR_PER_CHANNEL)];
    case "normalization":
      return [layer("BatchNormalization", STORED_STATISTICS)];
    case "zeroPadding1d":
      throw unsupported(node, "zero padding of sequences");
    case "localResponseNormalization":
      throw unsupported(node, "local response normalization");
    case "euclideanRbf":
      throw unsupported(node, "the Euclidean RBF output of LeNet-5");
  }
}

const GLOBAL_POOLINGS = {
  globalAveragePooling2d: "GlobalAveragePooling2D",
  globalMaxPooling2d: "GlobalMaxPooling2D",
  globalAveragePooling1d: "GlobalAveragePooling1D",
  globalMaxPooling1d: "GlobalMaxPooling1D",
} as const;

/** Activations that TensorFlow.js has under our name with our numbers; its hardSigmoid is Keras 2's, another function. */
const ACTIVATIONS: ReadonlySet<Activation> = new Set([
  "linear",
  "relu",
  "relu6",
  "elu",
  "softplus",
  "sigmoid",
  "swish",
  "gelu",
  "tanh",
  "softmax",
] as const);

function activationName(node: LayerNode, activation: Activation): string {
  if (ACTIVATIONS.has(activation)) return activation;
  throw unsupported(node, `the activation ${activation}`);
}

function refuseGroups(node: LayerNode, groups: number): void {
  if (groups !== 1) throw unsupported(node, `convolution in ${groups} groups`);
}

function unsupported(node: LayerNode, what: string): StudioError {
  return new StudioError(
    "export/unsupported-layer",
    `Layer "${node.name}" (${node.op}) uses ${what}, which layers models of TensorFlow.js do not have. Export as ONNX.`,
  );
}

interface ConvolutionAttributes {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dilationRate: readonly number[];
  readonly useBias: boolean;
  readonly activation: Activation;
}

function convolution(
  node: LayerNode,
  given: ConvolutionAttributes,
): Record<string, unknown> {
  return {
    kernel_size: given.kernelSize,
    strides: given.strides,
    padding: given.padding,
    ...CHANNELS_LAST,
    dilation_rate: given.dilationRate,
    use_bias: given.useBias,
    activation: activationName(node, given.activation),
  };
}

/** TensorFlow.js's global pooling cannot keep height and width: a reshape under the layer's name gives them back. */
function keepingDimensions(
  pooled: KerasLayerJson,
  kept: Shape,
): KerasLayerJson[] {
  const inner = `${pooled.name}_pooled`;
  return [
    { ...pooled, name: inner, config: { ...pooled.config, name: inner } },
    kerasLayer("Reshape", pooled.name, [inner], { target_shape: kept }),
  ];
}
