export interface DecodeLimits {
  /** Width times height of one page. */
  readonly maxPixels: number;
  readonly maxBytes: number;
}

/** A page of 16,383 × 16,383 and half a gigabyte: beyond every camera, below what harms a small machine. */
export const DEFAULT_DECODE_LIMITS: DecodeLimits = {
  maxPixels: 16_383 * 16_383,
  maxBytes: 512 * 1024 * 1024,
};
