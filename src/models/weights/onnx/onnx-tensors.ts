import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import { fromFloat16 } from "#engine/models/weights/float16.ts";
import {
  isUnsafe,
  missingFile,
  tooLarge,
  unsafePath,
  type ModelFiles,
} from "#engine/models/weights/model-files.ts";
import { MAXIMUM_WEIGHT_BYTES } from "#engine/models/weights/weight-limits.ts";
import type { StoredOnnxTensor } from "./onnx-file.ts";

/** Bytes that tensors of a model have in files beside it, by the file's name. */
export type ExternalData = ReadonlyMap<string, Uint8Array>;

/**
 * Reads the files that tensors name as places of their numbers; only files in the model's own folder.
 * @param files beside the model
 * @throws StudioError `models/unsafe-path`, `models/missing-file`, `models/too-large`
 */
export async function readExternalData(
  tensors: Iterable<StoredOnnxTensor>,
  files: ModelFiles | undefined,
  model: string,
): Promise<ExternalData> {
  const data = new Map<string, Uint8Array>();
  let remaining = MAXIMUM_WEIGHT_BYTES;
  for (const { external } of tensors) {
    const location = external?.get("location");
    if (external === undefined || data.has(location ?? "")) continue;
    if (location === undefined || isUnsafe(location))
      throw unsafePath(model, location ?? "");
    const path = location.replace(/^\.\//, "");
    if (files === undefined || !files.paths.includes(path))
      throw missingFile(model, location);
    const bytes = await files.read(path, remaining);
    remaining -= bytes.length;
    data.set(location, bytes);
  }
  return data;
}

/** Decodes the numbers of a tensor. @throws StudioError `weights/unsupported-type`, `weights/damaged`, `weights/not-finite`, `models/too-large` */
export function decodeOnnxTensor(
  stored: StoredOnnxTensor,
  external: ExternalData,
): Tensor {
  const { name, shape, type } = stored;
  const element = ELEMENTS[type];
  if (element === undefined) {
    throw new StudioError(
      "weights/unsupported-type",
      `The numbers "${name}" have ONNX's element type ${type}. Expected float16, float32, float64 or whole numbers. Export the model with float32.`,
    );
  }
  const size = sizeOf(shape);
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0))
    throw damaged(name, `the shape [${shape.join(", ")}]`);
  if (size * 4 > MAXIMUM_WEIGHT_BYTES)
    throw tooLarge(name, size * 4, MAXIMUM_WEIGHT_BYTES);
  const bytes = bytesOf(stored, size * element.bytes, external);
  const data =
    bytes === undefined
      ? Float32Array.from(
          type === FLOAT16
            ? fromFloat16(Uint16Array.from(stored.listed))
            : stored.listed,
        )
      : element.read(new Uint8Array(bytes).buffer);
  if (data.length !== size)
    throw damaged(name, `${data.length} numbers instead of ${size}`);
  if (data.every(Number.isFinite)) return { shape, data };
  throw new StudioError(
    "weights/not-finite",
    `The weight "${name}" holds numbers that are not finite (NaN or infinity). The file is damaged. Download it again.`,
  );
}

const FLOAT16 = 10;

/** `TensorProto.DataType` → bytes of an element, and how they are read. */
const ELEMENTS: Readonly<
  Record<
    number,
    { bytes: number; read: (buffer: ArrayBuffer) => Float32Array } | undefined
  >
> = {
  1: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  2: { bytes: 1, read: (buffer) => Float32Array.from(new Uint8Array(buffer)) },
  3: { bytes: 1, read: (buffer) => Float32Array.from(new Int8Array(buffer)) },
  6: { bytes: 4, read: (buffer) => Float32Array.from(new Int32Array(buffer)) },
  7: {
    bytes: 8,
    read: (buffer) => Float32Array.from(new BigInt64Array(buffer), Number),
  },
  9: { bytes: 1, read: (buffer) => Float32Array.from(new Uint8Array(buffer)) },
  [FLOAT16]: {
    bytes: 2,
    read: (buffer) => fromFloat16(new Uint16Array(buffer)),
  },
  11: {
    bytes: 8,
    read: (buffer) => Float32Array.from(new Float64Array(buffer)),
  },
};

function bytesOf(
  { name, bytes, external }: StoredOnnxTensor,
  wanted: number,
  files: ExternalData,
): Uint8Array | undefined {
  if (external === undefined) {
    if (bytes === undefined || bytes.length === wanted) return bytes;
    throw damaged(name, `${bytes.length} bytes instead of ${wanted}`);
  }
  const file = files.get(external.get("location") ?? "") ?? new Uint8Array();
  const offset = Number(external.get("offset") ?? 0);
  const length = Number(external.get("length") ?? wanted);
  if (length === wanted && offset >= 0 && offset + length <= file.length)
    return file.subarray(offset, offset + length);
  throw damaged(
    name,
    `bytes ${offset} to ${offset + length} of a file of ${file.length}, where ${wanted} are needed`,
  );
}

function damaged(name: string, what: string): StudioError {
  return new StudioError(
    "weights/damaged",
    `The weight "${name}" of the ONNX file claims ${what}. The file is cut off or damaged. Copy or download all files of the model again.`,
  );
}
