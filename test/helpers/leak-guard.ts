import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect } from "vitest";
import { openSessionCount } from "#engine/compute/onnx/session.ts";

/** From here on in the file, a test fails that leaves a tensor of TensorFlow.js or a session of onnxruntime behind. */
export function failOnLeaks(): void {
  let before = counts();
  beforeEach(() => {
    before = counts();
  });
  afterEach(() => {
    expect(counts()).toEqual(before);
  });
}

/** Without starting a backend of TensorFlow.js that a test does not use. */
function counts() {
  return {
    tensors: tf.engine().state.numTensors,
    sessions: openSessionCount(),
  };
}
