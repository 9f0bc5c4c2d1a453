import { registerFusedOps } from "#engine/compute/tfjs/fused-ops.ts";
import { NATIVE_BACKEND } from "#engine/compute/tfjs/native/load-native.ts";
import { normalize, normalizeBatch } from "./batch-normalization.ts";
import { addBias } from "./bias.ts";
import { registerNativeGradients } from "./gradients.ts";
import { useFusedLayers } from "./layers.ts";
import { usePointwiseProducts } from "./pointwise.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

/** Registers what TensorFlow fuses for the native backend, for tf.layers and for our own graphs. */
export function registerFusedKernels(): void {
  registerFusedOps(NATIVE_BACKEND, {
    addBias,
    normalize,
    normalizeBatch,
    softmaxCrossEntropy,
  });
  registerNativeGradients();
  useFusedLayers();
  usePointwiseProducts();
}
