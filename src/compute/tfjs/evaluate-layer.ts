import * as tf from "@tensorflow/tfjs";
import {
  LEAST_DEVIATION,
  resolveAttributes,
} from "#engine/graph/attributes.ts";
import type { Activation, LayerNode } from "#engine/graph/layer-graph.ts";
import { activate } from "./activation.ts";
import {
  batchNormalization,
  type NormalizationMode,
} from "./batch-normalization.ts";
import { cropping, selectChannels } from "./cutting.ts";
import { convolution } from "./convolution.ts";
import { embedding } from "./embedding.ts";
import { fusedOps } from "./fused-ops.ts";
import { layerNormalization } from "./layer-normalization.ts";
import { globalMaxPooling, pooling } from "./pooling.ts";
import { upSampling } from "./up-sampling.ts";

type Weight = (role: string) => tf.Tensor;

/**
 * One layer's value from its inputs'.
 * @param inputs at least one; [batch, height, width, channels], [batch, length, channels] or [batch, features]
 * @param weight the layer's weight of a role, in Keras's layout
 */
export function evaluateLayer(
  node: LayerNode,
  inputs: readonly tf.Tensor[],
  weight: Weight,
  normalization: NormalizationMode | undefined,
): tf.Tensor {
  const input = inputs[0] as tf.Tensor;
  switch (node.op) {
    case "conv2d":
    case "depthwiseConv2d":
    case "separableConv2d":
    case "conv1d": {
      const { useBias, activation } = resolveAttributes<
        "conv2d" | "depthwiseConv2d" | "separableConv2d" | "conv1d"
      >(node);
      const value = convolution(node, input, weight);
      return finish(value, useBias, activation, weight);
    }
    case "dense": {
      const { useBias, activation, units } = resolveAttributes(node);
      const rows = tf.reshape(input, [-1, input.shape.at(-1) ?? 1]);
      const product = tf.matMul(
        rows as tf.Tensor2D,
        weight("kernel") as tf.Tensor2D,
      );
      const value = tf.reshape(product, [...input.shape.slice(0, -1), units]);
      return finish(value, useBias, activation, weight);
    }
    case "euclideanRbf": {
      const away = tf.sub(tf.expandDims(input, 1), weight("codes"));
      return tf.neg(tf.sum(tf.square(away), 2));
    }
    case "batchNormalization":
      return batchNormalization(node, input, weight, normalization);
    case "layerNormalization":
      return layerNormalization(node, input, weight);
    case "localResponseNormalization": {
      const { depthRadius, bias, alpha, beta } = resolveAttributes(node);
      return tf.localResponseNormalization(
        input as tf.Tensor4D,
        depthRadius,
        bias,
        alpha,
        beta,
      );
    }
    case "activation": {
      const { activation, ...options } = resolveAttributes(node);
      return activate(input, activation, options);
    }
    case "maxPooling2d":
    case "averagePooling2d":
    case "maxPooling1d":
    case "averagePooling1d":
      return pooling(node, input);
    case "globalAveragePooling2d":
      return tf.mean(input, [1, 2], resolveAttributes(node).keepDims);
    case "globalAveragePooling1d":
      return tf.mean(input, 1, resolveAttributes(node).keepDims);
    case "globalMaxPooling2d":
      return globalMaxPooling(input, [1, 2], resolveAttributes(node).keepDims);
    case "globalMaxPooling1d":
      return globalMaxPooling(input, [1], resolveAttributes(node).keepDims);
    case "upSampling2d":
      return upSampling(node, input);
    case "embedding":
      return embedding(input, weight("embeddings"));
    case "zeroPadding1d":
      return tf.pad(input, [
        [0, 0],
        [...resolveAttributes(node).padding],
        [0, 0],
      ]);
    case "zeroPadding2d": {
      const [rows, columns] = resolveAttributes(node).padding;
      return tf.pad(input, [[0, 0], [...rows], [...columns], [0, 0]]);
    }
    case "cropping2d":
      return cropping(node, input);
    case "selectChannels":
      return selectChannels(input, resolveAttributes(node).channels);
    case "padChannels": {
      const others = input.shape.slice(1).map((): [number, number] => [0, 0]);
      return tf.pad(input, [...others, [...resolveAttributes(node).padding]]);
    }
    case "layerScale":
      return tf.mul(input, weight("gamma"));
    case "rescaling": {
      const { scale, offset } = resolveAttributes(node);
      return tf.add(tf.mul(input, numbers(scale)), numbers(offset));
    }
    case "normalization": {
      const deviation = tf.maximum(
        tf.sqrt(weight("variance")),
        LEAST_DEVIATION,
      );
      return tf.div(tf.sub(input, weight("mean")), deviation);
    }
    case "flatten":
      return tf.reshape(input, [input.shape[0] ?? 1, -1]);
    case "reshape": {
      const batch = input.shape[0] ?? 1;
      return tf.reshape(input, [batch, ...resolveAttributes(node).targetShape]);
    }
    case "add":
      return inputs
        .slice(1)
        .reduce<tf.Tensor>((sum, other) => tf.add(sum, other), input);
    case "multiply":
      return inputs
        .slice(1)
        .reduce<tf.Tensor>((product, other) => tf.mul(product, other), input);
    case "concatenate":
      return tf.concat([...inputs], resolveAttributes(node).axis);
    case "dropout":
      return input;
  }
}

/** A number, or one for each channel. */
function numbers(given: number | readonly number[]): tf.Tensor {
  return typeof given === "number" ? tf.scalar(given) : tf.tensor1d([...given]);
}

function finish(
  value: tf.Tensor,
  useBias: boolean,
  activation: Activation,
  weight: Weight,
): tf.Tensor {
  if (!useBias) return activate(value, activation);
  const addBias = fusedOps().addBias ?? tf.add;
  return activate(addBias(value, weight("bias")), activation);
}
