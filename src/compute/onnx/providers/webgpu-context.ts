import type { InferenceSession } from "onnxruntime-common";
import { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { OnnxRuntime } from "#engine/compute/onnx/runtime.ts";
import { PROVIDERS } from "./provider.ts";

let kept: Promise<InferenceSession> | undefined;

/**
 * onnxruntime drops the device and every compiled shader with the last WebGPU session of a process; a session that is made after that
 * compiles all again (4 s instead of 0.03 s for a small training step on a software device). So one empty session stays open until the
 * process ends.
 */
export async function keepWebGpuContext(runtime: OnnxRuntime): Promise<void> {
  kept ??= runtime.createSession(emptyModel(), {
    ...PROVIDERS.webgpu.session,
    logSeverityLevel: 3,
  });
  try {
    await kept;
  } catch (error) {
    kept = undefined;
    throw error;
  }
}

function emptyModel(): Uint8Array {
  const writer = new GraphWriter("empty");
  const input = writer.input("input", "float32", [1]);
  const output = writer.node("Identity", [input]);
  writer.output("output", output, "float32", [1]);
  return writer.finish();
}
