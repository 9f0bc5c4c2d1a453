import { StudioError } from "#engine/base/errors.ts";
import { findFile } from "#engine/models/weights/model-json.ts";
import {
  startsWith,
  type ModelSource,
} from "#engine/models/weights/model-source.ts";
import type { ModelFormat } from "./model-format.ts";

/** Formats that people have and that cannot be read here: each says what the file is and what to do. */

const KERAS_SAVE =
  "Save it with Keras: model.save('model.keras') or model.save('model.h5')";

export const oldTfjs: ModelFormat = refused(
  "TensorFlow.js model of before 2019 (tensorflowjs_model.pb)",
  "models/old-tfjs",
  ({ files }) =>
    files !== undefined &&
    findFile(files, "tensorflowjs_model.pb") !== undefined,
  (name) =>
    `${name} is a model of TensorFlow.js before version 1.0 (tensorflowjs_model.pb with weights_manifest.json), whose form was given up in 2019. Convert it once with the old tool "tensorflowjs_converter" (pip install "tensorflowjs<1.0", --input_format tensorflowjs), or export the original model again as a layers model with a model.json.`,
);

export const savedModel: ModelFormat = refused(
  "TensorFlow SavedModel (saved_model.pb)",
  "models/saved-model",
  ({ files }) =>
    files !== undefined && findFile(files, "saved_model.pb") !== undefined,
  (name) =>
    `${name} is a TensorFlow SavedModel, a program of TensorFlow's that cannot be read as layers. ${KERAS_SAVE}, or convert it with "tensorflowjs_converter --output_format=tfjs_layers_model" if it was saved by Keras 2.`,
);

export const pytorch: ModelFormat = refused(
  "PyTorch checkpoint (.pt, .pth)",
  "models/pytorch",
  ({ files, head }) =>
    (files !== undefined && findFile(files, "data.pkl") !== undefined) ||
    isPickle(head),
  (name) =>
    `${name} is a file of PyTorch: numbers with a program in Python around them, which is never run here. Export the network with torch.onnx.export(model, picture, "model.onnx") and give the .onnx file.`,
);

export const tensorflowLite: ModelFormat = refused(
  "TensorFlow Lite model (.tflite)",
  "models/tflite",
  ({ head }) => startsWith(head, [...Buffer.from("TFL3")], 4),
  (name) =>
    `${name} is a TensorFlow Lite model: made to run on phones, usually rounded to 8 bits, and not to be trained further. Use the model it was made from: a .keras or .h5 file of Keras, or a TensorFlow.js layers model.`,
);

/** Python's pickle, protocols 2 to 5: how PyTorch before 1.6 saved. */
function isPickle(head: Uint8Array): boolean {
  return head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5;
}

function refused(
  title: string,
  code: string,
  recognises: (source: ModelSource) => boolean,
  message: (name: string) => string,
): ModelFormat {
  return {
    title,
    recognises,
    load: async ({ name }) => {
      throw new StudioError(code, message(name));
    },
  };
}
