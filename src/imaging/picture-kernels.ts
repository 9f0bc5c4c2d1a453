import { JPEG_KERNELS } from "./jpeg-kernels.ts";
import type { JpegKernel } from "./jpeg-kernels.ts";
import { RECOLOUR_KERNELS } from "./recolour-kernels.ts";
import type { RecolourKernel } from "./recolour-kernels.ts";
import { RESIZE_KERNELS } from "./resize-kernels.ts";
import type { ResizeKernel } from "./resize-kernels.ts";
import { openKernels } from "./simd-memory.ts";
import { JPEG_FORWARD_KERNEL } from "./jpeg-forward-kernel.ts";
import type { JpegForwardKernel } from "./jpeg-forward-kernel.ts";
import { SAMPLE_ROW_KERNELS } from "./sample-row-kernel.ts";
import type { SampleRowKernel } from "./sample-row-kernel.ts";
import { TEXTURE_KERNELS } from "./texture-kernels.ts";
import type { TextureKernel } from "./texture-kernels.ts";
import { WEIGH_TAPS_KERNEL } from "./weigh-taps-kernel.ts";
import type { WeighTapsKernel } from "./weigh-taps-kernel.ts";

/** One memory for decoding and resizing, so that a picture's pixels need not leave it in between. */
export const kernels = openKernels<
  | JpegKernel
  | ResizeKernel
  | JpegForwardKernel
  | SampleRowKernel
  | WeighTapsKernel
  | RecolourKernel
  | TextureKernel
>(
  [
    JPEG_KERNELS,
    RESIZE_KERNELS,
    JPEG_FORWARD_KERNEL,
    SAMPLE_ROW_KERNELS,
    WEIGH_TAPS_KERNEL,
    RECOLOUR_KERNELS,
    TEXTURE_KERNELS,
  ].join("\n"),
);

/** Rows of a picture that can be put into the kernels' memory. */
export interface PixelRows {
  readonly width: number;
  readonly height: number;
  /** Writes RGB8, [rows, width, 3]. */
  copyRows(top: number, rows: number, address: number): void;
}
