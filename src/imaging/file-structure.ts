import type { PictureFormat } from "./file-type.ts";

/**
 * Whether a picture file is there to its end, judged by its structure alone. The decoders notice most early ends
 * themselves; this finds the rest (a PNG without its last bytes) and tells a cut file from a damaged one.
 * `undefined`: this format does not say.
 */
export function isComplete(
  format: PictureFormat,
  bytes: Uint8Array,
): boolean | undefined {
  switch (format) {
    case "jpeg":
      return isCompleteJpeg(bytes);
    case "png":
      return isCompletePng(bytes);
    case "webp":
      return (
        bytes.length >= 12 && view(bytes).getUint32(4, true) + 8 <= bytes.length
      );
    case "avif":
    case "heic":
      return isCompleteBoxes(bytes);
    case "tiff":
      return isCompleteTiff(bytes);
    case "bmp":
      return bytes.length >= 54 ? undefined : false;
    case "gif":
    case "svg":
      return undefined;
  }
}

/** Walks the segments to the first scan, then looks for the end marker (trailing bytes after it are common and harmless). */
function isCompleteJpeg(bytes: Uint8Array): boolean {
  const data = view(bytes);
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return true;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) return hasEndOfImage(bytes, at);
    at += 2 + data.getUint16(at + 2);
  }
  return false;
}

function hasEndOfImage(bytes: Uint8Array, from: number): boolean {
  const end = Buffer.from(
    bytes.buffer,
    bytes.byteOffset,
    bytes.byteLength,
  ).lastIndexOf(Buffer.from([0xff, 0xd9]));
  return end > from;
}

function isCompletePng(bytes: Uint8Array): boolean {
  const data = view(bytes);
  let at = 8;
  while (at + 12 <= bytes.length) {
    const next = at + 12 + data.getUint32(at);
    const isEnd = data.getUint32(at + 4) === 0x49454e44;
    if (isEnd) return next <= bytes.length;
    at = next;
  }
  return false;
}

/** Every top-level box of an ISO media file must end inside the file. */
function isCompleteBoxes(bytes: Uint8Array): boolean {
  const data = view(bytes);
  let at = 0;
  while (at + 8 <= bytes.length) {
    let size = data.getUint32(at);
    if (size === 0) return true;
    if (size === 1) {
      if (at + 16 > bytes.length) return false;
      size = Number(data.getBigUint64(at + 8));
    }
    if (size < 8) return true;
    at += size;
  }
  return at <= bytes.length;
}

/** Tags of a TIFF directory that say where the picture's data lies. */
const TIFF_DATA_OFFSETS = [273, 324];
const TIFF_DATA_SIZES = [279, 325];
/** Bytes per value by TIFF field type (1 byte … 12 double). */
const TIFF_TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** The first directory, the values it points to and the strips or tiles must lie inside the file. */
function isCompleteTiff(bytes: Uint8Array): boolean | undefined {
  if (bytes.length < 8) return false;
  const data = view(bytes);
  const little = bytes[0] === 0x49;
  if (data.getUint16(2, little) === 43) return undefined;
  const directory = data.getUint32(4, little);
  if (directory + 2 > bytes.length) return false;
  const count = data.getUint16(directory, little);
  if (directory + 2 + count * 12 > bytes.length) return false;
  let offsets: number[] = [];
  let sizes: number[] = [];
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12;
    const tag = data.getUint16(at, little);
    const values = readTiffValues(data, at, little);
    if (values === undefined) return false;
    if (TIFF_DATA_OFFSETS.includes(tag)) offsets = values;
    if (TIFF_DATA_SIZES.includes(tag)) sizes = values;
  }
  return offsets.every((offset, i) => offset + (sizes[i] ?? 0) <= bytes.length);
}

/** The whole-number values of one directory entry, or undefined when they lie outside the file. */
function readTiffValues(
  data: DataView,
  at: number,
  little: boolean,
): number[] | undefined {
  const type = data.getUint16(at + 2, little);
  const count = data.getUint32(at + 4, little);
  const size = TIFF_TYPE_SIZES[type] ?? 1;
  const start = size * count <= 4 ? at + 8 : data.getUint32(at + 8, little);
  if (start + size * count > data.byteLength) return undefined;
  if (type !== 3 && type !== 4) return [];
  return Array.from({ length: count }, (_, i) =>
    type === 3
      ? data.getUint16(start + i * 2, little)
      : data.getUint32(start + i * 4, little),
  );
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
