import * as tf from "@tensorflow/tfjs";
import { gradients as normalizationGradients } from "./batch-normalization.ts";
import { attributes, isNative, nativeBackend } from "./native-backend.ts";

/**
 * Gradients that TensorFlow has as one op and TensorFlow.js composes of many. TensorFlow.js keeps one gradient for all backends, so
 * each of these passes to the one that was there where another backend computes.
 */
export function registerNativeGradients(): void {
  replaceGradient("Relu6", {
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => gate("Relu6Grad", dy, y) }),
  });
  replaceGradient("Relu", {
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => gate("ReluGrad", dy, y) }),
  });
  replaceGradient("FusedBatchNorm", {
    inputsToSave: ["x", "mean", "variance", "scale"],
    gradFunc: gradientOfNormalization,
  });
}

type Tensors = (tf.Tensor | undefined)[];

interface NativeGradient {
  readonly inputsToSave?: readonly string[];
  readonly outputsToSave?: readonly boolean[];
  readonly gradFunc: (
    dy: tf.Tensor,
    saved: Tensors,
    attributes: Readonly<Record<string, unknown>>,
  ) => Record<string, () => tf.Tensor>;
}

const replaced = new Set<string>();

function replaceGradient(kernel: string, native: NativeGradient): void {
  if (replaced.has(kernel)) return;
  replaced.add(kernel);
  const former = tf.getGradient(kernel);
  const { inputsToSave = [], outputsToSave = [] } = native;
  const formerInputs = former.inputsToSave ?? [];
  const inputs = [...new Set([...formerInputs, ...inputsToSave])];
  const formerOutputs = former.outputsToSave ?? [];
  const outputs = Array.from(
    { length: Math.max(formerOutputs.length, outputsToSave.length) },
    (_, index) => Boolean(formerOutputs[index] || outputsToSave[index]),
  );
  tf.unregisterGradient(kernel);
  tf.registerGradient({
    kernelName: kernel,
    inputsToSave: inputs,
    outputsToSave: outputs,
    gradFunc: (dy, saved, given) => {
      const outputsSaved = saved.slice(inputs.length);
      const choose = (names: readonly string[], kept: readonly boolean[]) => [
        ...names.map((name) => saved[inputs.indexOf(name)]),
        ...outputs
          .flatMap((isSaved, index) => (isSaved ? [index] : []))
          .flatMap((index, place) =>
            kept[index] ? [outputsSaved[place]] : [],
          ),
      ];
      if (isNative()) {
        return native.gradFunc(
          dy as tf.Tensor,
          choose(inputsToSave, outputsToSave),
          given as unknown as Record<string, unknown>,
        );
      }
      return former.gradFunc(
        dy,
        choose(formerInputs, formerOutputs) as tf.Tensor[],
        given,
      );
    },
  });
}

/** TensorFlow gives those of x, scale and offset; those of the statistics follow from them, channel by channel. */
function gradientOfNormalization(
  dy: tf.Tensor,
  saved: Tensors,
  given: Readonly<Record<string, unknown>>,
): Record<string, () => tf.Tensor> {
  const [x, mean, variance, scale] = saved as tf.Tensor[] as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const epsilon = given["varianceEpsilon"] as number;
  const [dx, dScale, dOffset] = normalizationGradients(
    dy,
    [x, scale, mean, variance, tf.tensor1d([])],
    epsilon,
    false,
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const spread = tf.add(variance, epsilon);
  return {
    x: () => dx,
    scale: () => dScale,
    offset: () => dOffset,
    mean: () => tf.neg(tf.mul(dOffset, tf.mul(scale, tf.rsqrt(spread)))),
    variance: () => tf.mul(tf.div(tf.mul(dScale, scale), spread), -0.5),
  };
}

function gate(op: string, dy: tf.Tensor, y: tf.Tensor | undefined): tf.Tensor {
  return nativeBackend().executeSingleOutput(
    op,
    attributes({ types: { T: "float32" } }),
    [dy, y as tf.Tensor],
  );
}
