/**
 * What a file is, by its first bytes and never by its name. Formats of `DECODABLE_FORMATS` are read; the others are
 * recognised so that a refusal can say what came.
 */
export const DECODABLE_FORMATS = {
  jpeg: { label: "JPEG", extensions: ["jpg", "jpeg", "jpe", "jfif"] },
  png: { label: "PNG", extensions: ["png", "apng"] },
  webp: { label: "WebP", extensions: ["webp"] },
  avif: { label: "AVIF", extensions: ["avif"] },
  gif: { label: "GIF", extensions: ["gif"] },
  tiff: { label: "TIFF", extensions: ["tif", "tiff"] },
  svg: { label: "SVG", extensions: ["svg"] },
  bmp: { label: "BMP", extensions: ["bmp", "dib"] },
  heic: { label: "HEIC", extensions: ["heic", "heif", "hif"] },
} as const satisfies Record<
  string,
  { readonly label: string; readonly extensions: readonly string[] }
>;

export type PictureFormat = keyof typeof DECODABLE_FORMATS;

export type FileType =
  | { readonly kind: "picture"; readonly format: PictureFormat }
  /** A picture format that is known and not read here; `label` is its name: `HEIC`. */
  | { readonly kind: "unsupported-picture"; readonly label: string }
  /** Not a picture; `label` says what it is where that is known: `a PDF document`. */
  | { readonly kind: "other"; readonly label: string | undefined };

/** The extensions, without dot and in lower case, under which pictures are looked for in a folder. */
export const PICTURE_EXTENSIONS: readonly string[] = [
  ...Object.values(DECODABLE_FORMATS).flatMap((format) => [
    ...format.extensions,
  ]),
  "jxl",
  "jp2",
];

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Looks at no more than the first 4,096 bytes. */
export function detectFileType(bytes: Uint8Array): FileType {
  const picture = detectPicture(bytes);
  if (picture) return { kind: "picture", format: picture };
  const label = detectUnsupportedPicture(bytes);
  if (label) return { kind: "unsupported-picture", label };
  return { kind: "other", label: describeOther(bytes) };
}

/** Whether the name's extension belongs to another picture format than the content; a missing or foreign one is no mismatch. */
export function hasWrongExtension(
  fileName: string,
  format: PictureFormat,
): boolean {
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase();
  if (extension === undefined || !PICTURE_EXTENSIONS.includes(extension)) {
    return false;
  }
  const own: readonly string[] = DECODABLE_FORMATS[format].extensions;
  return !own.includes(extension);
}

function detectPicture(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "jpeg";
  if (startsWith(bytes, PNG_SIGNATURE)) return "png";
  if (hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP")) return "webp";
  if (hasText(bytes, 0, "GIF87a") || hasText(bytes, 0, "GIF89a")) return "gif";
  if (
    startsWith(bytes, [0x49, 0x49, 0x2a, 0x00]) ||
    startsWith(bytes, [0x4d, 0x4d, 0x00, 0x2a]) ||
    startsWith(bytes, [0x49, 0x49, 0x2b, 0x00]) ||
    startsWith(bytes, [0x4d, 0x4d, 0x00, 0x2b])
  ) {
    return "tiff";
  }
  const brands = heifBrands(bytes);
  if (brands.some((brand) => brand === "avif" || brand === "avis")) {
    return "avif";
  }
  if (brands.some((brand) => /^(hei[cmsx]|hev[cmsx]|mif1|msf1)$/.test(brand))) {
    return "heic";
  }
  // A BMP's reserved words are zero: text that starts with "BM" has none.
  if (hasText(bytes, 0, "BM") && startsWith(bytes.subarray(6), [0, 0, 0, 0])) {
    return "bmp";
  }
  if (isSvg(bytes)) return "svg";
  return undefined;
}

function detectUnsupportedPicture(bytes: Uint8Array): string | undefined {
  if (hasText(bytes, 0, "8BPS")) return "Photoshop";
  if (startsWith(bytes, [0xff, 0x0a])) return "JPEG XL";
  if (hasText(bytes, 4, "JXL ")) return "JPEG XL";
  if (hasText(bytes, 4, "jP  ")) return "JPEG 2000";
  if (startsWith(bytes, [0xff, 0x4f, 0xff, 0x51])) return "JPEG 2000";
  if (startsWith(bytes, [0, 0, 1, 0])) return "icon";
  if (hasText(bytes, 0, "#?RADIANCE")) return "Radiance HDR";
  if (startsWith(bytes, [0x76, 0x2f, 0x31, 0x01])) return "OpenEXR";
  if (hasText(bytes, 0, "qoif")) return "QOI";
  if (/^P[1-7]\s/.test(text(bytes, 0, 3))) return "Netpbm";
  if (hasText(bytes, 0, "FUJIFILM")) return "camera raw";
  return undefined;
}

function describeOther(bytes: Uint8Array): string | undefined {
  if (hasText(bytes, 0, "%PDF")) return "a PDF document";
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return "a ZIP archive";
  if (startsWith(bytes, [0x1f, 0x8b])) return "a gzip archive";
  if (hasText(bytes, 4, "ftyp")) return "a video";
  if (hasText(bytes, 0, "RIFF")) return "an audio or video file";
  if (startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3])) return "a video";
  if (/^\s*<(!doctype\s+html|html)/i.test(text(bytes, 0, 256))) {
    return "a web page";
  }
  const head = bytes.subarray(0, 512);
  if (head.length > 0 && head.every((byte) => byte === 0)) {
    return "a file of zero bytes only";
  }
  if (head.length > 0 && head.every(isTextByte)) return "a text file";
  return undefined;
}

function isTextByte(byte: number): boolean {
  return byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** The major and the compatible brands of an ISO media file; empty when it is none. */
function heifBrands(bytes: Uint8Array): string[] {
  if (!hasText(bytes, 4, "ftyp") || bytes.length < 12) return [];
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const end = Math.min(size, bytes.length, 256);
  const brands = [text(bytes, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(bytes, at, 4));
  return brands;
}

function isSvg(bytes: Uint8Array): boolean {
  const head = new TextDecoder("utf-8", { fatal: false })
    .decode(bytes.subarray(0, 4096))
    .replace(/^\uFEFF?\s*/, "");
  return (
    /^(<\?xml|<!--|<!doctype svg|<svg)/i.test(head) && /<svg[\s>]/i.test(head)
  );
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return (
    bytes.length >= prefix.length &&
    prefix.every((byte, index) => bytes[index] === byte)
  );
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

function hasText(bytes: Uint8Array, offset: number, expected: string): boolean {
  return text(bytes, offset, expected.length) === expected;
}
