import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import { fromFloat16 } from "./float16.ts";
import { isRecord } from "./keras-config.ts";
import { isUnsafe, unsafePath, type ModelFiles } from "./model-files.ts";
import { MAXIMUM_WEIGHT_BYTES } from "./weight-limits.ts";

/**
 * Reads the weights that a TensorFlow.js `weightsManifest` lists, quantised ones included
 * (github.com/tensorflow/tfjs, tfjs-core/src/io/types.ts).
 * @param folder of the model.json inside the model, "" or ending with a slash
 * @returns name in the manifest → tensor
 * @throws StudioError `weights/bad-manifest`, `weights/missing-shard`, `weights/truncated`, `weights/unsupported-type`,
 * `weights/not-finite`, `models/unsafe-path`, `models/too-large`
 */
export async function readTfjsWeights(
  files: ModelFiles,
  folder: string,
  manifest: unknown,
): Promise<Map<string, Tensor>> {
  if (!Array.isArray(manifest))
    throw badManifest("weightsManifest is not a list");
  const tensors = new Map<string, Tensor>();
  let remaining = MAXIMUM_WEIGHT_BYTES;
  for (const group of manifest) {
    const { paths, entries } = readGroup(group);
    const bytes = await readShards(files, folder, paths, remaining);
    remaining -= bytes.length;
    let position = 0;
    for (const entry of entries) {
      if (tensors.has(entry.name))
        throw badManifest(`it lists "${entry.name}" twice`);
      const part = bytes.subarray(position, position + entry.sizeBytes);
      if (part.length !== entry.sizeBytes)
        throw truncated(files, paths, entries, bytes.length);
      tensors.set(entry.name, {
        shape: entry.shape,
        data: decode(entry, part),
      });
      position += entry.sizeBytes;
    }
    if (position !== bytes.length)
      throw truncated(files, paths, entries, bytes.length);
  }
  return tensors;
}

interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** How the numbers are stored. */
  readonly storage: keyof typeof STORAGE;
  /** value = stored · scale + minimum */
  readonly scale: number;
  readonly minimum: number;
  readonly sizeBytes: number;
}

const STORAGE = {
  float32: {
    bytes: 4,
    read: (part: Uint8Array) => new Float32Array(copyOf(part)),
  },
  int32: {
    bytes: 4,
    read: (part: Uint8Array) => Float32Array.from(new Int32Array(copyOf(part))),
  },
  float16: {
    bytes: 2,
    read: (part: Uint8Array) => fromFloat16(new Uint16Array(copyOf(part))),
  },
  uint16: {
    bytes: 2,
    read: (part: Uint8Array) =>
      Float32Array.from(new Uint16Array(copyOf(part))),
  },
  uint8: { bytes: 1, read: (part: Uint8Array) => Float32Array.from(part) },
} as const;

/** A fresh buffer, aligned for any type; `slice` would not copy a Node Buffer. */
function copyOf(part: Uint8Array): ArrayBuffer {
  return new Uint8Array(part).buffer;
}

function readGroup(group: unknown): {
  paths: string[];
  entries: ManifestEntry[];
} {
  if (!isRecord(group)) throw badManifest("one of its groups is not an object");
  const { paths, weights } = group;
  if (
    !Array.isArray(paths) ||
    !paths.every((path) => typeof path === "string")
  ) {
    throw badManifest("the paths of a group are not a list of names");
  }
  if (!Array.isArray(weights))
    throw badManifest("a group has no list of weights");
  return { paths, entries: weights.map(readEntry) };
}

function readEntry(entry: unknown): ManifestEntry {
  if (!isRecord(entry) || typeof entry["name"] !== "string") {
    throw badManifest("one of its weights has no name");
  }
  const { name, shape, dtype, quantization } = entry;
  if (
    !Array.isArray(shape) ||
    !shape.every((n) => Number.isSafeInteger(n) && n >= 0)
  ) {
    throw badManifest(`the shape of "${name}" is ${JSON.stringify(shape)}`);
  }
  const quantised = isRecord(quantization) ? quantization : undefined;
  const storage = quantised?.["dtype"] ?? dtype;
  if (typeof storage !== "string" || !Object.hasOwn(STORAGE, storage)) {
    throw new StudioError(
      "weights/unsupported-type",
      `The weight "${name}" is stored as ${String(storage)}. Expected one of ${Object.keys(STORAGE).join(", ")}. Export the model without this type.`,
    );
  }
  const kind = storage as keyof typeof STORAGE;
  const sizeBytes = sizeOf(shape as number[]) * STORAGE[kind].bytes;
  return {
    name,
    shape: shape as number[],
    storage: kind,
    scale: Number(quantised?.["scale"] ?? 1),
    minimum: Number(quantised?.["min"] ?? 0),
    sizeBytes,
  };
}

async function readShards(
  files: ModelFiles,
  folder: string,
  paths: readonly string[],
  limitBytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let remaining = limitBytes;
  for (const path of paths) {
    if (isUnsafe(path)) throw unsafePath(files.name, path);
    const full = `${folder}${path.replace(/^\.\//, "")}`;
    if (!files.paths.includes(full)) {
      throw new StudioError(
        "weights/missing-shard",
        `The weights file "${path}" that model.json names is not in ${files.name}. Copy or download all files of the model.`,
      );
    }
    const part = await files.read(full, remaining);
    remaining -= part.length;
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}

function decode(entry: ManifestEntry, part: Uint8Array): Float32Array {
  const { scale, minimum } = entry;
  const stored = STORAGE[entry.storage].read(part);
  const plain = scale === 1 && minimum === 0;
  const data = plain ? stored : stored.map((value) => value * scale + minimum);
  if (data.every(Number.isFinite)) return data;
  throw new StudioError(
    "weights/not-finite",
    `The weight "${entry.name}" holds numbers that are not finite (NaN or infinity). The file is damaged. Download it again.`,
  );
}

function badManifest(what: string): StudioError {
  return new StudioError(
    "weights/bad-manifest",
    `The list of weights in model.json is not usable: ${what}. Export the model again as a TensorFlow.js layers model.`,
  );
}

function truncated(
  files: ModelFiles,
  paths: readonly string[],
  entries: readonly ManifestEntry[],
  received: number,
): StudioError {
  const expected = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  return new StudioError(
    "weights/truncated",
    `The weights file ${paths.join(", ")} of ${files.name} must have ${expected} bytes. Received: ${received}. It is cut off or of another model; copy or download it again.`,
  );
}
