import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import type { DecodeLimits } from "./decode-limits.ts";
import type { PictureFacts } from "./picture-facts.ts";
import { runPipeline } from "./plain-pipeline.ts";
import type { DecodeOptions } from "./plain-pipeline.ts";
import { openPlainJpeg, readPixels } from "./plain-jpeg.ts";
import type { OpenJpeg } from "./plain-jpeg.ts";
import { factsOfPlain, readPictureFacts } from "./read-picture-facts.ts";

export interface DecodedPicture {
  readonly facts: PictureFacts;
  /** sRGB, 8 bits, [height, width, 3], oriented, without alpha. */
  readonly pixels: Uint8Array;
}

/**
 * Decodes a picture file at its full size: EXIF orientation applied, embedded profile converted to sRGB, alpha over
 * the background, 8 bits. Of an animation or a document of several pages the first is used.
 * @throws PictureError for a file that is empty, cut, damaged, too large or no picture
 */
export async function decodePicture(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<DecodedPicture> {
  const limits = options.limits ?? DEFAULT_DECODE_LIMITS;
  const plain = openPlainPicture(bytes, limits);
  if (plain) return { facts: plain.facts, pixels: readPixels(plain.rows) };
  const facts = await readPictureFacts(bytes, limits);
  const pixels = await runPipeline(bytes, facts, options, (pipeline) =>
    pipeline.raw({ depth: "uchar" }),
  );
  return { facts, pixels };
}

/** A plain JPEG, decoded; its rows are there until the next picture is opened or resized, so nothing is awaited in between. */
export interface OpenPicture {
  readonly facts: PictureFacts;
  readonly rows: OpenJpeg;
}

/**
 * The one place that decides for the fast path: plain, whole JPEGs are decoded here and now, to sharp's pixels in half the time and
 * without a trip to its threads (`plain-jpeg.ts`). Undefined for everything else, which is sharp's, its errors too.
 */
export function openPlainPicture(
  bytes: Uint8Array,
  limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
): OpenPicture | undefined {
  if (bytes.length > limits.maxBytes) return undefined;
  const rows = openPlainJpeg(bytes, limits.maxPixels);
  return rows && { facts: factsOfPlain(rows), rows };
}
