import { kerasArchive } from "./keras-archive.ts";
import { kerasH5 } from "./keras-h5.ts";
import type { ModelFormat } from "./model-format.ts";
import { onnx } from "./onnx.ts";
import {
  oldTfjs,
  pytorch,
  savedModel,
  tensorflowLite,
} from "./refused-formats.ts";
import { safetensorsWeights } from "./safetensors-weights.ts";
import { tfjsGraph } from "./tfjs-graph.ts";
import { tfjsLayers } from "./tfjs-layers.ts";

/** Every format of model files that is known, in the order in which they are tried; adding one is a file and a line. */
export const MODEL_FORMATS = {
  "keras-archive": kerasArchive,
  "keras-h5": kerasH5,
  "tfjs-graph": tfjsGraph,
  "tfjs-layers": tfjsLayers,
  safetensors: safetensorsWeights,
  onnx,
  "old-tfjs": oldTfjs,
  "saved-model": savedModel,
  pytorch,
  tflite: tensorflowLite,
} satisfies Record<string, ModelFormat>;

/** The ones that can be loaded, for messages. */
export const LOADABLE = [
  kerasArchive,
  kerasH5,
  tfjsLayers,
  tfjsGraph,
  safetensorsWeights,
  onnx,
].map(({ title }) => title);
