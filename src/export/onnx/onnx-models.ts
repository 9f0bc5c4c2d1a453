import { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import { appendForward } from "#engine/compute/onnx/inference-model.ts";
import { ELEMENT_TYPES } from "#engine/compute/onnx/protobuf.ts";
import type {
  ExportModel,
  PictureModel,
  TextModel,
} from "#engine/export/export-types.ts";
import { appendPreprocessing } from "./onnx-preprocessing.ts";

/** Names of the inputs and the output of the exported files. */
export const ONNX_NAMES = {
  picture: "picture",
  tensor: "input",
  tokens: "tokens",
  probabilities: "probabilities",
} as const;

/**
 * An ONNX model from a decoded picture: `picture` uint8 [1, height, width, 3] of any size, sRGB → `probabilities`
 * float32 [1, classes]. The preprocessing is inside.
 */
export function emitPictureModel(model: PictureModel): Uint8Array {
  const writer = new GraphWriter(model.name);
  const shape = [1, "height", "width", 3];
  const picture = writer.input(ONNX_NAMES.picture, "uint8", shape);
  const prepared = appendPreprocessing(writer, picture, model.preprocessing);
  return finish(writer, model, prepared, 1);
}

/**
 * An ONNX model of fixed picture size, for runtimes that cannot resize: `input` float32 [batch, height, width, channels],
 * preprocessed → `probabilities` float32 [batch, classes].
 */
export function emitTensorModel(model: PictureModel): Uint8Array {
  const writer = new GraphWriter(model.name);
  const shape = ["batch", ...model.graph.input.shape];
  const input = writer.input(ONNX_NAMES.tensor, "float32", shape);
  return finish(writer, model, input, "batch");
}

/**
 * An ONNX model from the numbers of words: `tokens` int32 [batch, length] → `probabilities` float32 [batch, classes]. Our own graphs
 * take them as float32, which has every whole number up to 16,777,216 exactly.
 */
export function emitTokenModel(model: TextModel): Uint8Array {
  const writer = new GraphWriter(model.name);
  const shape = ["batch", ...model.graph.input.shape];
  const tokens = writer.input(ONNX_NAMES.tokens, "int32", shape);
  const to = ELEMENT_TYPES.float32;
  const input = writer.node("Cast", [tokens], { to });
  return finish(writer, model, input, "batch");
}

function finish(
  writer: GraphWriter,
  model: ExportModel,
  input: string,
  batch: number | string,
): Uint8Array {
  const { graph, weights } = model;
  const output = appendForward(writer, { graph, weights }, input).get(
    graph.output,
  );
  if (output === undefined)
    throw new TypeError(`"${graph.output}" was not written.`);
  const shape = [batch, ...output.shape];
  writer.output(ONNX_NAMES.probabilities, output.value, "float32", shape);
  writer.metadata("name", model.name);
  writer.metadata("labels", JSON.stringify(model.labels));
  writer.metadata("preprocessing", JSON.stringify(model.preprocessing));
  return writer.finish();
}
