import { createRequire } from "node:module";

import { readHeifProperties } from "./heif-boxes.ts";
import { tooManyPixels } from "./picture-error.ts";
import type { PictureFacts } from "./picture-facts.ts";

/**
 * HEIC pictures, which sharp's binaries leave out: libheif and libde265 as WebAssembly (LGPL-3), loaded when the first one comes. Not by
 * heic-decode, which takes the first picture where another is the primary one, prints to the console, and keeps the memory of a file that
 * it cannot read.
 *
 * libheif turns and mirrors as the file says (`irot`, `imir`), joins the tiles of a grid and gives 8 bits of each channel. EXIF's
 * orientation says the same again and is not to be applied (ISO/IEC 23008-12, 6.5.10).
 */
interface LibHeif {
  readonly heif_error_code: { readonly heif_error_Ok: unknown };
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown };
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: unknown };
  heif_context_alloc(): object;
  heif_context_free(context: object): void;
  heif_context_read_from_memory(context: object, bytes: Uint8Array): Failure;
  heif_js_context_get_list_of_top_level_image_IDs(
    context: object,
  ): ArrayLike<number> | Failure;
  heif_js_context_get_primary_image_handle(context: object): object;
  heif_image_handle_get_width(handle: object): number;
  heif_image_handle_get_height(handle: object): number;
  heif_image_handle_has_alpha_channel(handle: object): number;
  heif_image_handle_release(handle: object): void;
  heif_js_decode_image2(
    handle: object,
    space: unknown,
    chroma: unknown,
  ): Promise<Decoded | Failure>;
  heif_image_release(image: object): void;
}

interface Failure {
  readonly code: unknown;
  readonly message?: string;
}

interface Decoded {
  readonly image: object;
  readonly channels: readonly Plane[];
}

interface Plane {
  readonly width: number;
  readonly height: number;
  /** Bytes from row to row. */
  readonly stride: number;
  readonly data: Uint8Array;
}

export interface HeicPicture {
  readonly facts: PictureFacts;
  /** RGBA8, straight alpha, [height, width, 4]. */
  readonly pixels: Uint8Array;
  readonly profile: Uint8Array | undefined;
}

/** Above this WebAssembly's memory may not suffice. */
const MAX_PIXELS = 120e6;

let loaded: LibHeif | undefined;

/** The pixels are not decoded. @throws PictureError for too many pixels, else an Error in libheif's words */
export function readHeicFacts(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<PictureFacts> {
  return withPrimaryPicture(bytes, maxPixels, (_, facts) =>
    Promise.resolve(facts),
  );
}

/** The primary picture of the file. @throws as `readHeicFacts` */
export function decodeHeic(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<HeicPicture> {
  return withPrimaryPicture(bytes, maxPixels, async (handle, facts) => ({
    facts,
    pixels: await decodeHandle(handle),
    profile: readHeifProperties(bytes).profile,
  }));
}

/** Whatever was made of the file is freed again: WebAssembly's memory never shrinks. */
async function withPrimaryPicture<T>(
  bytes: Uint8Array,
  maxPixels: number,
  work: (handle: object, facts: PictureFacts) => Promise<T>,
): Promise<T> {
  const heif = libHeif();
  const context = heif.heif_context_alloc();
  let handle: object | undefined;
  try {
    const read = heif.heif_context_read_from_memory(context, bytes);
    if (read.code !== heif.heif_error_code.heif_error_Ok) throw failure(read);
    const primary = heif.heif_js_context_get_primary_image_handle(context);
    if (isFailure(primary)) throw failure(primary);
    handle = primary;
    const pictures =
      heif.heif_js_context_get_list_of_top_level_image_IDs(context);
    const count = isFailure(pictures) ? 1 : pictures.length;
    const facts = factsOf(heif, handle, bytes, count);
    const limit = Math.min(MAX_PIXELS, maxPixels);
    if (facts.width * facts.height > limit) throw tooManyPixels(limit);
    return await work(handle, facts);
  } finally {
    if (handle) heif.heif_image_handle_release(handle);
    heif.heif_context_free(context);
  }
}

function factsOf(
  heif: LibHeif,
  handle: object,
  bytes: Uint8Array,
  pictures: number,
): PictureFacts {
  const { profile, bitDepth, hasTracks } = readHeifProperties(bytes);
  return {
    width: heif.heif_image_handle_get_width(handle),
    height: heif.heif_image_handle_get_height(handle),
    orientation: 1,
    format: "heic",
    hasAlpha: Boolean(heif.heif_image_handle_has_alpha_channel(handle)),
    bitDepth,
    colourSpace: "rgb",
    hasProfile: profile !== undefined,
    pages: Math.max(pictures, hasTracks ? 2 : 1),
  };
}

/** @returns RGBA8, [height, width, 4] */
async function decodeHandle(handle: object): Promise<Uint8Array> {
  const heif = libHeif();
  const decoded = await heif.heif_js_decode_image2(
    handle,
    heif.heif_colorspace.heif_colorspace_RGB,
    heif.heif_chroma.heif_chroma_interleaved_RGBA,
  );
  if (isFailure(decoded)) throw failure(decoded);
  try {
    const [plane] = decoded.channels;
    if (plane === undefined) throw failure(null);
    return withoutGaps(plane);
  } finally {
    heif.heif_image_release(decoded.image);
  }
}

function withoutGaps({ width, height, stride, data }: Plane): Uint8Array {
  const rowBytes = width * 4;
  const pixels = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const from = row * stride;
    pixels.set(data.subarray(from, from + rowBytes), row * rowBytes);
  }
  return pixels;
}

function isFailure(value: object): value is Failure {
  return "code" in value && value.code !== undefined;
}

/** What libheif says; `describeFailures` makes of it what the person reads. */
function failure(said: Failure | null): Error {
  return new Error(said?.message ?? "libheif gave no picture");
}

function libHeif(): LibHeif {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = require("libheif-js/wasm-bundle") as LibHeif;
  }
  return loaded;
}
