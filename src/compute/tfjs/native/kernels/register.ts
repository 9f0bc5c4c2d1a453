import { registerFusedOps } from "#engine/compute/tfjs/fused-ops.ts";
import { NATIVE_BACKEND } from "#engine/compute/tfjs/native/load-native.ts";
import { normalizeBatch } from "./batch-normalization.ts";

/** Registers what TensorFlow fuses for the native backend, for tf.layers and for our own graphs. */
export function registerFusedKernels(): void {
  registerFusedOps(NATIVE_BACKEND, { normalizeBatch });
}
