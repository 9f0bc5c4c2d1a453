import type { LoadedModel } from "#engine/models/weights/loaded-model.ts";
import type { ModelFiles } from "#engine/models/weights/model-files.ts";
import { readJsonObject } from "#engine/models/weights/model-json.ts";
import { isRecord } from "#engine/models/weights/keras-config.ts";
import {
  badGraph,
  convertOperations,
} from "#engine/models/weights/operations/convert-operations.ts";
import { finishModel } from "#engine/models/weights/operations/finish-model.ts";
import { pictureExtents } from "#engine/models/weights/operations/picture-extents.ts";
import { readTfjsWeights } from "#engine/models/weights/tfjs-weights.ts";
import { TENSORFLOW_RULES } from "./rules.ts";
import {
  readOperation,
  type TensorflowOperation,
} from "./tensorflow-operation.ts";

/**
 * Reads a TensorFlow.js graph model: a frozen graph of TensorFlow operations whose constants are in the weight files
 * (github.com/tensorflow/tfjs, tfjs-converter/src/executor/graph_model.ts). TensorFlow's own labels, such as those of TensorFlow Hub
 * with a class "background", are not in the file.
 * @param path of the model.json in the model
 * @throws StudioError `models/…`, `weights/…`, `graph/…`
 */
export async function readTfjsGraphModel(
  files: ModelFiles,
  path: string,
): Promise<LoadedModel> {
  const folder = path.slice(0, -"model.json".length);
  const model = await readJsonObject(files, path);
  const file = files.name;
  const operations = operationsOf(file, model["modelTopology"]);
  const placeholder = pictureInput(file, operations, model["signature"]);
  const constants = await readTfjsWeights(
    files,
    folder,
    model["weightsManifest"],
  );
  const converted = convertOperations({
    file,
    operations: operations.filter(
      ({ op, name }) => op !== "Const" && name !== placeholder.name,
    ),
    constant: (name) => constants.get(name),
    input: {
      name: "image",
      shape: placeholder.shape,
      order: "channels-last",
    },
    inputValue: placeholder.name,
    output: outputOf(file, operations, model["signature"]),
    rules: TENSORFLOW_RULES,
  });
  return finishModel({
    ...converted,
    title: file.replace(/\.zip$/i, ""),
    notes: files,
    folder,
    range: undefined,
  });
}

function operationsOf(file: string, topology: unknown): TensorflowOperation[] {
  const nodes = isRecord(topology) ? topology["node"] : undefined;
  const read = Array.isArray(nodes) ? nodes.map(readOperation) : [];
  const operations = read.filter((operation) => operation !== undefined);
  if (operations.length > 0 && operations.length === read.length)
    return operations;
  throw badGraph(file, "its model.json has no list of operations");
}

function pictureInput(
  file: string,
  operations: readonly TensorflowOperation[],
  signature: unknown,
): { name: string; shape: readonly number[] } {
  const placeholders = operations.filter(({ op }) => op === "Placeholder");
  const [picture] = placeholders;
  if (picture === undefined || placeholders.length !== 1)
    throw badGraph(file, `it has ${placeholders.length} inputs`);
  const declared = isRecord(signature) ? signature["inputs"] : undefined;
  const [input] = isRecord(declared) ? Object.values(declared) : [];
  const extents =
    dimensions(picture.attributes["shape"], "shape") ??
    dimensions(input, "tensorShape") ??
    [];
  return { name: picture.name, shape: pictureExtents(file, extents) };
}

/** `{ [key]: { dim: [{ size: "-1" }, { size: "224" }, …] } }` */
function dimensions(value: unknown, key: string): number[] | undefined {
  const shape = isRecord(value) ? value[key] : undefined;
  const list = isRecord(shape) ? shape["dim"] : undefined;
  return Array.isArray(list)
    ? list.map((extent) =>
        Number(isRecord(extent) ? extent["size"] : Number.NaN),
      )
    : undefined;
}

/** The one output that the signature names, else what nothing else takes. */
function outputOf(
  file: string,
  operations: readonly TensorflowOperation[],
  signature: unknown,
): string {
  const declared = isRecord(signature) ? signature["outputs"] : undefined;
  const named = isRecord(declared)
    ? Object.values(declared).map((output) =>
        isRecord(output) ? String(output["name"]).replace(/:0$/, "") : "",
      )
    : [];
  const taken = new Set(operations.flatMap(({ inputs }) => inputs));
  const last = operations
    .filter(({ name, op }) => op !== "Const" && !taken.has(name))
    .map(({ name }) => name);
  const outputs = named.length > 0 ? named : last;
  const [output] = outputs;
  if (output !== undefined && outputs.length === 1) return output;
  throw badGraph(file, `it has ${outputs.length} outputs`);
}
