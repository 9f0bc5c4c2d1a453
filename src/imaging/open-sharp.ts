import sharp from "sharp";
import type { Sharp } from "sharp";

import type { DecodeLimits } from "./decode-limits.ts";

// One libvips thread per picture and several pictures in flight is faster than the reverse; nothing is decoded twice.
sharp.concurrency(1);
sharp.cache(false);

/** Strict: what is only suspicious is refused. */
export function openSharp(
  bytes: Uint8Array,
  { maxPixels }: Pick<DecodeLimits, "maxPixels">,
): Sharp {
  return sharp(bytes, {
    failOn: "warning",
    limitInputPixels: maxPixels,
    sequentialRead: true,
  });
}

/** @param pixels [height, width, channels], 8 bits */
export function openRaw(
  pixels: Uint8Array,
  size: { readonly width: number; readonly height: number },
  channels: 3 | 4,
): Sharp {
  return sharp(pixels, {
    raw: { width: size.width, height: size.height, channels },
  });
}
