import type { h5wasm } from "h5wasm";
import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import { fromFloat16 } from "./float16.ts";
import {
  hdf5Library,
  hideFile,
  showFile,
  type ByteSource,
} from "./hdf5-library.ts";

/** An HDF5 file open for reading. Untrusted: sizes and types are checked before anything is read. */
export interface Hdf5File {
  /** For messages. */
  readonly name: string;
  kindOf(path: string): "group" | "dataset" | "other" | "none";
  /** Names of the members of a group. */
  keys(path: string): readonly string[];
  /** Undefined where there is none, or it is no text. @throws StudioError `weights/damaged` */
  textAttribute(path: string, name: string): string | undefined;
  /**
   * A list of texts, also where Keras has spread it over `name0`, `name1` … because it was too long for one attribute.
   * @throws StudioError `weights/damaged`
   */
  textsAttribute(path: string, name: string): readonly string[] | undefined;
  /** Looks at a dataset without reading it. @throws StudioError `weights/unsupported-type`, `weights/damaged` */
  dataset(path: string): StoredDataset;
}

/** Numbers that have not been read yet. */
export interface StoredDataset {
  readonly shape: readonly number[];
  /** Converts to float32. @throws StudioError `weights/damaged` */
  read(): Tensor;
}

type H5 = Awaited<(typeof h5wasm)["ready"]>;
type Metadata = ReturnType<H5["get_dataset_metadata"]>;

/** Texts of attributes: names of layers, and the description of a model. */
const MAXIMUM_ATTRIBUTE_BYTES = 50_000_000;
/** Compressed numbers of weights get about a tenth smaller; what claims a thousandfold is made to fill the memory. */
const LARGEST_COMPRESSION = 200;
/** A large tensor is fetched in pieces of about this size, so that the library's own memory stays small. */
const PIECE_BYTES = 16_000_000;

let opened = 0;

/**
 * Opens an HDF5 file for as long as `use` takes.
 * @param name for messages
 * @throws StudioError `weights/damaged` and what `use` throws
 */
export async function withHdf5File<T>(
  source: ByteSource,
  name: string,
  use: (file: Hdf5File) => T | Promise<T>,
): Promise<T> {
  const library = await hdf5Library();
  const path = `/file-${opened++}`;
  showFile(library, path, source);
  const id = guarded(name, () =>
    library.open(path, library.H5F_ACC_RDONLY, false),
  );
  try {
    if (id <= 0n) throw damaged(name, "its first page is missing or cut off");
    return await use(openedFile(library, id, name, source.sizeBytes));
  } finally {
    if (id > 0n) library.close_file(id);
    hideFile(library, path);
  }
}

function openedFile(
  library: H5,
  id: bigint,
  name: string,
  sizeBytes: number,
): Hdf5File {
  const kindOf = (path: string) => {
    const type = guarded(name, () => library.get_type(id, path));
    if (type === library.H5G_GROUP) return "group";
    if (type === library.H5G_DATASET) return "dataset";
    return type < 0 ? "none" : "other";
  };
  const texts = (path: string, attribute: string) =>
    guarded(name, () => readTexts(library, id, name, path, attribute));
  return {
    name,
    kindOf,
    keys: (path) =>
      guarded(name, () => [...library.get_names(id, path, false)]),
    textAttribute: (path, attribute) => texts(path, attribute)?.[0],
    textsAttribute(path, attribute) {
      const whole = texts(path, attribute);
      if (whole !== undefined) return whole;
      const parts: string[] = [];
      for (let index = 0; ; index++) {
        const part = texts(path, `${attribute}${index}`);
        if (part === undefined) return index === 0 ? undefined : parts;
        parts.push(...part);
      }
    },
    dataset(path) {
      if (kindOf(path) !== "dataset")
        throw damaged(name, `it has no numbers "${path}"`);
      return guarded(name, () =>
        describeDataset(library, id, name, path, sizeBytes),
      );
    },
  };
}

function readTexts(
  library: H5,
  id: bigint,
  name: string,
  path: string,
  attribute: string,
): string[] | undefined {
  if (!library.get_attribute_names(id, path).includes(attribute))
    return undefined;
  const about = library.get_attribute_metadata(id, path, attribute);
  if (about.shape === null) return [];
  const { _malloc: allocate, _free: release } = library;
  const bytes = about.size * about.total_size;
  if (about.type !== library.H5T_class_t.H5T_STRING.value) return undefined;
  if (bytes > MAXIMUM_ATTRIBUTE_BYTES)
    throw damaged(name, `its attribute "${attribute}" claims ${bytes} bytes`);
  const pointer = allocate(bytes);
  try {
    library.get_attribute_data(id, path, attribute, BigInt(pointer));
    if (about.vlen) {
      const pointers = library.HEAPU8.slice(pointer, pointer + bytes);
      return Array.from(new Uint32Array(pointers.buffer), (at) =>
        at === 0 ? "" : library.UTF8ToString(at),
      );
    }
    return Array.from({ length: about.total_size }, (_, index) => {
      const start = pointer + index * about.size;
      const text = library.HEAPU8.slice(start, start + about.size);
      const end = text.indexOf(0);
      return new TextDecoder().decode(end < 0 ? text : text.subarray(0, end));
    });
  } finally {
    if (about.vlen)
      library.reclaim_vlen_memory(id, path, attribute, BigInt(pointer));
    release(pointer);
  }
}

function describeDataset(
  library: H5,
  id: bigint,
  name: string,
  path: string,
  fileBytes: number,
): StoredDataset {
  const about = library.get_dataset_metadata(id, path);
  const convert = conversionOf(library, about);
  if (convert === undefined || about.shape === null) {
    throw new StudioError(
      "weights/unsupported-type",
      `The weight "${path}" in ${name} is stored in a form that is not known. Expected numbers of float16, float32, float64, int32 or int64. Save the model again as float32.`,
    );
  }
  const { shape } = about;
  const bytes = about.size * sizeOf(shape);
  const packed = library.get_dataset_filters(id, path).length > 0;
  const most = packed ? fileBytes * LARGEST_COMPRESSION : fileBytes;
  if (!Number.isSafeInteger(bytes) || bytes > most) {
    throw damaged(
      name,
      `its weight "${path}" claims ${bytes} bytes in a file of ${fileBytes}`,
    );
  }
  if (about.virtual_sources !== undefined && about.virtual_sources.length > 0)
    throw damaged(name, `its weight "${path}" lies in another file`);
  return {
    shape,
    read: () =>
      guarded(name, () => {
        const data = readPieces(library, id, path, about, shape, convert);
        if (data.every(Number.isFinite)) return { shape, data };
        throw notFinite(name, path);
      }),
  };
}

type Convert = (bytes: Uint8Array) => Float32Array;

/** Numbers arrive with the least byte first, whatever the file has. */
function conversionOf(library: H5, about: Metadata): Convert | undefined {
  const { H5T_FLOAT, H5T_INTEGER } = library.H5T_class_t;
  if (about.type === H5T_FLOAT.value) {
    if (about.size === 2)
      return ({ buffer }) =>
        fromFloat16(new Uint16Array(buffer as ArrayBuffer));
    if (about.size === 4)
      return ({ buffer }) => new Float32Array(buffer as ArrayBuffer);
    if (about.size === 8)
      return ({ buffer }) =>
        Float32Array.from(new Float64Array(buffer as ArrayBuffer));
  }
  if (about.type === H5T_INTEGER.value) {
    if (about.size === 4)
      return ({ buffer }) =>
        Float32Array.from(
          about.signed
            ? new Int32Array(buffer as ArrayBuffer)
            : new Uint32Array(buffer as ArrayBuffer),
        );
    if (about.size === 8)
      return ({ buffer }) =>
        Float32Array.from(new BigInt64Array(buffer as ArrayBuffer), Number);
  }
  return undefined;
}

function readPieces(
  library: H5,
  id: bigint,
  path: string,
  about: Metadata,
  shape: readonly number[],
  convert: Convert,
): Float32Array {
  const { _malloc: allocate, _free: release } = library;
  const data = new Float32Array(sizeOf(shape));
  const [rows = 1, ...rest] = shape;
  const rowLength = sizeOf(rest);
  if (data.length === 0) return data;
  const step = Math.max(1, Math.floor(PIECE_BYTES / (rowLength * about.size)));
  for (let row = 0; row < rows; row += step) {
    const count = Math.min(step, rows - row);
    const bytes = count * rowLength * about.size;
    const pointer = allocate(bytes);
    if (pointer === 0) throw new RangeError("out of memory");
    try {
      const whole = shape.length === 0;
      const status = library.get_dataset_data(
        id,
        path,
        whole ? null : [count, ...rest].map(BigInt),
        whole ? null : shape.map((_, axis) => (axis === 0 ? BigInt(row) : 0n)),
        whole ? null : shape.map(() => 1n),
        BigInt(pointer),
      );
      if (status < 0) throw new RangeError("the numbers cannot be read");
      const piece = library.HEAPU8.slice(pointer, pointer + bytes);
      data.set(convert(piece), row * rowLength);
    } finally {
      release(pointer);
    }
  }
  return data;
}

/** What the library throws, also for what a damaged file makes it do, becomes an error of ours. */
function guarded<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw damaged(name, `it cannot be read (${message})`, cause);
  }
}

function notFinite(name: string, path: string): StudioError {
  return new StudioError(
    "weights/not-finite",
    `The weight "${path}" in ${name} holds numbers that are not finite (NaN or infinity). The file is damaged, or the training that made it diverged. Use another file.`,
  );
}

function damaged(name: string, what: string, cause?: unknown): StudioError {
  return new StudioError(
    "weights/damaged",
    `${name} is not a whole HDF5 file of Keras: ${what}. Copy or download the file again.`,
    { cause },
  );
}
