import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import { fromFloat16, toFloat16 } from "./float16.ts";

/**
 * The safetensors format, https://huggingface.co/docs/safetensors: 8 bytes with the header's length, a JSON header, then the
 * numbers, little endian. Our own reader and writer, float32 and float16 only.
 */
export interface SafetensorsContent {
  readonly tensors: TensorMap;
  readonly metadata: ReadonlyMap<string, string>;
}

export type SafetensorsType = "F32" | "F16";

const BYTES = { F32: 4, F16: 2 } as const;
const MAXIMUM_HEADER_BYTES = 100_000_000;

/**
 * Writes named tensors, in the order of the map.
 * @param options.type `F16` rounds every number to half precision
 */
export function writeSafetensors(
  tensors: TensorMap,
  options: {
    readonly type?: SafetensorsType;
    readonly metadata?: Readonly<Record<string, string>>;
  } = {},
): Uint8Array {
  const type = options.type ?? "F32";
  const header: Record<string, unknown> = {};
  if (options.metadata) header["__metadata__"] = options.metadata;
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const start = end;
    end += data.length * BYTES[type];
    header[name] = { dtype: type, shape, data_offsets: [start, end] };
  }
  const text = JSON.stringify(header);
  const length = new TextEncoder().encode(text).length;
  const json = new TextEncoder().encode(
    text + " ".repeat((8 - (length % 8)) % 8),
  );
  const bytes = new Uint8Array(8 + json.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let position = 8 + json.length;
  for (const { data } of tensors.values()) {
    const part = type === "F32" ? data : toFloat16(data);
    const partBytes = new Uint8Array(
      part.buffer,
      part.byteOffset,
      part.byteLength,
    );
    bytes.set(partBytes, position);
    position += partBytes.length;
  }
  return bytes;
}

/**
 * Reads a safetensors file into float32 tensors.
 * @throws StudioError `weights/damaged` when it is truncated, overlong, inconsistent or holds numbers that are not finite;
 * `weights/unsupported-type` for a type other than F32 and F16
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsContent {
  const { header, body } = splitFile(bytes);
  const tensors = new Map<string, Tensor>();
  let used = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { tensor, size } = readTensor(name, entry, body);
    tensors.set(name, tensor);
    used += size;
  }
  if (used !== body.length) {
    throw damaged(
      `its tensors take ${used} bytes, but ${body.length} follow the header`,
    );
  }
  return { tensors, metadata: readMetadata(header["__metadata__"]) };
}

function splitFile(bytes: Uint8Array): {
  header: Record<string, unknown>;
  body: Uint8Array;
} {
  if (bytes.length < 8)
    throw damaged(
      `it has ${bytes.length} bytes, fewer than the 8 it starts with`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAXIMUM_HEADER_BYTES || 8 + length > bytes.length) {
    throw damaged(
      `its header claims ${length} bytes, but only ${bytes.length - 8} follow`,
    );
  }
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  const header = parseHeader(text);
  return { header, body: bytes.subarray(8 + length) };
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch {
    // Reported below: whether it is no JSON or no object makes no difference.
  }
  throw damaged("its header is not a JSON object");
}

function readTensor(
  name: string,
  entry: unknown,
  body: Uint8Array,
): { tensor: Tensor; size: number } {
  if (!isRecord(entry)) throw damaged(`the entry "${name}" is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32" && dtype !== "F16") {
    throw new StudioError(
      "weights/unsupported-type",
      `The tensor "${name}" must be of type F32 or F16. Received: ${String(dtype)}. Convert the file to float32.`,
    );
  }
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw damaged(
      `the shape or the place of "${name}" is not a list of whole numbers`,
    );
  }
  const [start = 0, end = 0] = offsets;
  const size = sizeOf(shape) * BYTES[dtype];
  if (end - start !== size || end > body.length) {
    throw damaged(
      `"${name}" of shape [${shape.join(", ")}] needs ${size} bytes, but bytes ${start} to ${end} of ${body.length} are given for it`,
    );
  }
  const copy = new Uint8Array(body.subarray(start, end));
  const data =
    dtype === "F32"
      ? new Float32Array(copy.buffer)
      : fromFloat16(new Uint16Array(copy.buffer));
  if (!data.every(Number.isFinite)) {
    throw damaged(`"${name}" holds numbers that are not finite`);
  }
  return { tensor: { shape, data }, size };
}

function readMetadata(value: unknown): ReadonlyMap<string, string> {
  if (!isRecord(value)) return new Map();
  return new Map(
    Object.entries(value).map(([key, text]) => [key, String(text)]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && item >= 0)
  );
}

function damaged(what: string): StudioError {
  return new StudioError(
    "weights/damaged",
    `The weights are not a whole safetensors file: ${what}. Copy or download the file again.`,
  );
}
