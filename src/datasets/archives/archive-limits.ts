import type { RaisedArchiveLimits } from "#api/sources.ts";
import { DEFAULT_DECODE_LIMITS } from "#engine/imaging/decode-limits.ts";

/** What an archive may unpack to. An import may raise each of them. */
export interface ArchiveLimits {
  /** Entries of any kind. */
  readonly entries: number;
  /** All files together. */
  readonly totalBytes: number;
  /** A larger file is left out, as no picture that can be read is so large. */
  readonly fileBytes: number;
  /** Unpacked size over the archive's own, looked at from `ratioFromBytes` on. */
  readonly ratio: number;
  readonly ratioFromBytes: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 2_000_000,
  totalBytes: 256 * 1024 ** 3,
  fileBytes: DEFAULT_DECODE_LIMITS.maxBytes,
  // Bitmaps of flat colour reach a thousand, drawings a hundred, photographs one.
  ratio: 100,
  ratioFromBytes: 1024 ** 3,
};

/** The limits with those that a request names in place of ours. */
export function raisedLimits(
  raised: RaisedArchiveLimits | undefined,
): ArchiveLimits {
  const named = Object.entries(raised ?? {}).filter(
    ([, value]) => value !== undefined,
  );
  return { ...ARCHIVE_LIMITS, ...Object.fromEntries(named) };
}
