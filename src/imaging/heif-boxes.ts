/**
 * The few properties of an HEIF file that libheif's WebAssembly does not hand out, read from its boxes: ISO/IEC 14496-12 (boxes) and
 * 23008-12 (`iprp` with `colr` and `pixi`).
 */
export interface HeifProperties {
  /** The embedded ICC profile. */
  readonly profile: Uint8Array | undefined;
  /** Bits per channel. */
  readonly bitDepth: number;
  /** Pictures of a sequence lie in tracks, which are not read. */
  readonly hasTracks: boolean;
}

const META_HEADER_BYTES = 4;
const PIXI_HEADER_BYTES = 5;

/** @param bytes of a file that may be cut or damaged: what cannot be read is taken as not there */
export function readHeifProperties(bytes: Uint8Array): HeifProperties {
  const file = readBoxes(bytes);
  const meta = file.get("meta")?.subarray(META_HEADER_BYTES);
  const properties = readBoxes(meta && readBoxes(meta).get("iprp")).get("ipco");
  const boxes = readBoxes(properties);
  const colour = boxes.get("colr");
  const kind = colour && text(colour, 0);
  return {
    profile:
      kind === "prof" || kind === "rICC" ? colour?.subarray(4) : undefined,
    bitDepth: boxes.get("pixi")?.[PIXI_HEADER_BYTES] ?? 8,
    hasTracks: file.has("moov"),
  };
}

/** The first box of each type; of colours, the first ICC profile before any other. */
function readBoxes(
  bytes: Uint8Array = new Uint8Array(),
): Map<string, Uint8Array> {
  const boxes = new Map<string, Uint8Array>();
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const type = text(bytes, at + 4);
    let size = data.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= bytes.length) {
      size = Number(data.getBigUint64(at + 8));
      header = 16;
    }
    if (size === 0) size = bytes.length - at;
    if (size < header) break;
    const content = bytes.subarray(at + header, at + size);
    const isNclx = type === "colr" && text(content, 0) === "nclx";
    const known = boxes.get(type);
    const replaces =
      known !== undefined &&
      type === "colr" &&
      text(known, 0) === "nclx" &&
      !isNclx;
    if (known === undefined || replaces) boxes.set(type, content);
    at += size;
  }
  return boxes;
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
