import type { DecodeLimits } from "./decode-limits.ts";
import { isComplete } from "./file-structure.ts";
import { DECODABLE_FORMATS } from "./file-type.ts";
import type { PictureFormat } from "./file-type.ts";
import {
  corruptFile,
  PictureError,
  tooManyPixels,
  truncatedFile,
  unsupportedFormat,
} from "./picture-error.ts";

/** What a decoder says of a file, as one of our errors. @throws PictureError */
export async function describeFailures<T>(
  format: PictureFormat,
  bytes: Uint8Array,
  limits: DecodeLimits,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PictureError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const { label } = DECODABLE_FORMATS[format];
    if (/exceeds pixel limit/i.test(reason)) {
      throw tooManyPixels(limits.maxPixels, error);
    }
    const complete = isComplete(format, bytes);
    if (
      complete === false ||
      (complete === undefined &&
        /premature|unexpected end|not enough|truncated/i.test(reason))
    ) {
      throw truncatedFile(label, error);
    }
    if (
      /compression format|unsupported (codec|feature|compression)|not supported/i.test(
        reason,
      )
    ) {
      throw unsupportedFormat(`a ${label} file of a rare kind`, error);
    }
    throw corruptFile(label, error);
  }
}
