import { StudioError } from "#engine/base/errors.ts";
import type { InputRange, Preprocessing } from "#engine/graph/preprocessing.ts";
import { channelCount } from "#engine/graph/preprocessing.ts";
import type { LoadedModel } from "#engine/models/weights/loaded-model.ts";
import type { ModelFiles } from "#engine/models/weights/model-files.ts";
import { PreprocessingSchema } from "#engine/models/weights/model-notes.ts";
import {
  badGraph,
  convertOperations,
} from "#engine/models/weights/operations/convert-operations.ts";
import { finishModel } from "#engine/models/weights/operations/finish-model.ts";
import { pictureExtents } from "#engine/models/weights/operations/picture-extents.ts";
import type { AxisOrder } from "#engine/models/weights/operations/values.ts";
import { numbersOf } from "./attributes.ts";
import {
  readOnnxFile,
  type OnnxFile,
  type OnnxOperation,
  type OnnxValue,
  type StoredOnnxTensor,
} from "./onnx-file.ts";
import { decodeOnnxTensor, readExternalData } from "./onnx-tensors.ts";
import { ONNX_RULES } from "./rules.ts";

/** Attributes and inputs of operators have their present meaning from here on. */
const OLDEST_OPSET = 7;

export interface OnnxSource {
  readonly bytes: Uint8Array;
  /** For messages, and as title without its ending. */
  readonly file: string;
  /** Where numbers in other files are looked for. */
  readonly external: ModelFiles | undefined;
  /** Where labels and preprocessing are looked for. */
  readonly notes: ModelFiles | undefined;
}

/**
 * Reads an ONNX file as a network of layers.
 * @throws StudioError `models/…`, `weights/…`, `graph/…`
 */
export async function readOnnxModel(source: OnnxSource): Promise<LoadedModel> {
  const { file } = source;
  const onnx = readOnnxFile(source.bytes, file);
  if (onnx.opset < OLDEST_OPSET) {
    throw new StudioError(
      "models/old-onnx",
      `${file} is written in version ${onnx.opset} of ONNX's operators. Expected version ${OLDEST_OPSET} or later. Export the model again with a newer program.`,
    );
  }
  const own = notesInside(onnx);
  const picture = pictureInput(file, onnx, own.preprocessing);
  const tensors = namedTensors(onnx);
  const external = await readExternalData(
    tensors.values(),
    source.external,
    file,
  );
  const [answer] = onnx.outputs;
  if (answer === undefined) throw badGraph(file, "it has no output");
  const converted = convertOperations({
    file,
    operations: onnx.operations.filter(({ op }) => op !== "Constant"),
    constant(name) {
      const stored = tensors.get(name);
      return stored && decodeOnnxTensor(stored, external);
    },
    input: { name: "image", shape: picture.shape, order: picture.order },
    inputValue: picture.value,
    output: answer.name,
    rules: ONNX_RULES,
  });
  return finishModel({
    ...converted,
    title: own.title ?? file.replace(/\.(onnx|zip)$/i, ""),
    notes: source.notes,
    folder: "",
    range: usualRange(onnx, picture.shape),
    labels: own.labels,
    preprocessing: own.preprocessing,
  });
}

/** PyTorch's classifiers are made for ImageNet's mean and deviation (pytorch.org/vision/stable/models.html). */
function usualRange(
  { producer }: OnnxFile,
  shape: readonly number[],
): InputRange | undefined {
  return producer === "pytorch" && shape.at(-1) === 3
    ? "imagenet-standardized"
    : undefined;
}

/** What our own exports write into the file. */
function notesInside({ producer, metadata }: OnnxFile): {
  title?: string | undefined;
  labels?: readonly string[] | undefined;
  preprocessing?: Preprocessing | undefined;
} {
  if (producer !== "convolve") return {};
  const labels = parsed(metadata.get("labels"));
  return {
    title: metadata.get("name"),
    labels: Array.isArray(labels) ? labels.map(String) : undefined,
    preprocessing: PreprocessingSchema.safeParse(
      parsed(metadata.get("preprocessing")),
    ).data,
  };
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

interface PictureInput {
  readonly value: string;
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  readonly order: AxisOrder;
}

const UINT8 = 2;

function pictureInput(
  file: string,
  onnx: OnnxFile,
  preprocessing: Preprocessing | undefined,
): PictureInput {
  const inputs = onnx.inputs.filter(({ name }) => !onnx.tensors.has(name));
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1)
    throw badGraph(file, `it has ${inputs.length} inputs`);
  if (preprocessing !== undefined && input.type === UINT8)
    return behindPreprocessing(file, onnx.operations, preprocessing);
  const [first, second, third] = pictureExtents(file, input.shape);
  return orderOf(onnx.operations, input) === "channels-first"
    ? {
        value: input.name,
        shape: [second, third, first],
        order: "channels-first",
      }
    : {
        value: input.name,
        shape: [first, second, third],
        order: "channels-last",
      };
}

/**
 * Our own exports take a picture of any size and prepare it; the network starts where the channels are brought to the end again.
 */
function behindPreprocessing(
  file: string,
  operations: readonly OnnxOperation[],
  preprocessing: Preprocessing,
): PictureInput {
  const prepared = operations.find(
    (operation) =>
      operation.op === "Transpose" &&
      numbersOf(operation, "perm")?.join() === "0,2,3,1",
  )?.outputs[0];
  if (prepared === undefined)
    throw badGraph(file, "its preprocessing has another form than ours");
  const { width, height } = preprocessing;
  return {
    value: prepared,
    shape: [height, width, channelCount(preprocessing)],
    order: "channels-last",
  };
}

/** Pictures have few channels; where that does not tell, what takes them does: only a transpose takes channels last. */
function orderOf(
  operations: readonly OnnxOperation[],
  { name, shape: [, first = 0, , last = 0] }: OnnxValue,
): AxisOrder {
  const canBeFirst = first <= MOST_CHANNELS;
  const canBeLast = last <= MOST_CHANNELS;
  if (canBeFirst !== canBeLast)
    return canBeFirst ? "channels-first" : "channels-last";
  const turns = operations.some(
    ({ op, inputs }) => op === "Transpose" && inputs[0] === name,
  );
  return turns ? "channels-last" : "channels-first";
}

const MOST_CHANNELS = 4;

/** Initializers, and the numbers that Constant operators hold. */
function namedTensors({
  operations,
  tensors,
}: OnnxFile): Map<string, StoredOnnxTensor> {
  const named = new Map(tensors);
  for (const { op, outputs, attributes } of operations) {
    const [name] = outputs;
    const [value] = attributes.values();
    if (op !== "Constant" || name === undefined || value === undefined)
      continue;
    if (typeof value === "object" && "listed" in value) named.set(name, value);
    else if (typeof value !== "string")
      named.set(name, listedTensor(name, value));
  }
  return named;
}

const FLOAT64 = 11;

function listedTensor(
  name: string,
  value: number | readonly number[],
): StoredOnnxTensor {
  const isList = typeof value !== "number";
  return {
    name,
    type: FLOAT64,
    shape: isList ? [value.length] : [],
    listed: isList ? value : [value],
    bytes: undefined,
    external: undefined,
  };
}
