import { StudioError } from "#engine/base/errors.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";

/** A layer in Keras 2's notation, as TensorFlow.js reads it. */
export interface KerasLayerJson {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly unknown[];
}

/**
 * One layer of ours as Keras layers, most often one; a second where TensorFlow.js lacks an option.
 * @param channels of the layer's value
 * @throws StudioError `export/unsupported-layer`
 */
export function kerasLayers(
  node: LayerNode,
  channels: number,
): KerasLayerJson[] {
  const layer = (
    className: string,
    config: Record<string, unknown>,
  ): KerasLayerJson => ({
    name: node.name,
    class_name: className,
    config: { name: node.name, trainable: true, ...config },
    inbound_nodes: [node.inputs.map((input) => [input, 0, 0, {}])],
  });
  switch (node.op) {
    case "conv2d": {
      const { filters, groups, ...given } = resolveAttributes(node);
      if (groups !== 1) {
        throw new StudioError(
          "export/unsupported-layer",
          `Layer "${node.name}" is a convolution in ${groups} groups, which layers models of TensorFlow.js do not have. Export as ONNX.`,
        );
      }
      return [layer("Conv2D", { filters, ...convolution(given) })];
    }
    case "depthwiseConv2d": {
      const { depthMultiplier, ...given } = resolveAttributes(node);
      return [
        layer("DepthwiseConv2D", {
          depth_multiplier: depthMultiplier,
          ...convolution(given),
        }),
      ];
    }
    case "dense": {
      const { units, useBias, activation } = resolveAttributes(node);
      return [layer("Dense", { units, use_bias: useBias, activation })];
    }
    case "batchNormalization":
      return [
        layer("BatchNormalization", { axis: -1, ...resolveAttributes(node) }),
      ];
    case "activation":
      return [layer("Activation", { ...resolveAttributes(node) })];
    case "maxPooling2d":
      return [layer("MaxPooling2D", pooling(resolveAttributes(node)))];
    case "averagePooling2d":
      return [layer("AveragePooling2D", pooling(resolveAttributes(node)))];
    case "globalAveragePooling2d": {
      const pooled = layer("GlobalAveragePooling2D", CHANNELS_LAST);
      return resolveAttributes(node).keepDims
        ? keepingDimensions(pooled, channels)
        : [pooled];
    }
    case "zeroPadding2d":
      return [
        layer("ZeroPadding2D", {
          ...resolveAttributes(node),
          ...CHANNELS_LAST,
        }),
      ];
    case "flatten":
      return [layer("Flatten", CHANNELS_LAST)];
    case "dropout":
      return [layer("Dropout", { ...resolveAttributes(node) })];
    case "add":
      return [layer("Add", {})];
    case "concatenate":
      return [layer("Concatenate", { ...resolveAttributes(node) })];
  }
}

const CHANNELS_LAST = { data_format: "channels_last" };

interface ConvolutionAttributes {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dilationRate: readonly number[];
  readonly useBias: boolean;
  readonly activation: string;
}

function convolution(given: ConvolutionAttributes): Record<string, unknown> {
  return {
    kernel_size: given.kernelSize,
    strides: given.strides,
    padding: given.padding,
    ...CHANNELS_LAST,
    dilation_rate: given.dilationRate,
    use_bias: given.useBias,
    activation: given.activation,
  };
}

function pooling(given: {
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
}): Record<string, unknown> {
  return {
    pool_size: given.poolSize,
    strides: given.strides,
    padding: given.padding,
    ...CHANNELS_LAST,
  };
}

/** TensorFlow.js's global pooling cannot keep height and width: a reshape under the layer's name gives them back. */
function keepingDimensions(
  pooled: KerasLayerJson,
  channels: number,
): KerasLayerJson[] {
  const inner = `${pooled.name}_pooled`;
  return [
    { ...pooled, name: inner, config: { ...pooled.config, name: inner } },
    {
      name: pooled.name,
      class_name: "Reshape",
      config: {
        name: pooled.name,
        trainable: true,
        target_shape: [1, 1, channels],
      },
      inbound_nodes: [[[inner, 0, 0, {}]]],
    },
  ];
}
