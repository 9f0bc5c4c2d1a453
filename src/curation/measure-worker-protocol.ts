import type { PixelMeasures } from "./picture-measures.ts";

/** Where the pixels of a picture are: in its thumbnail, where there is one, else in its file. */
export interface MeasureSource {
  readonly sha256: string;
  readonly thumbnail: Uint8Array | undefined;
  /** Absolute path of the file. */
  readonly path: string;
}

export type MeasureTask =
  | { readonly kind: "measure"; readonly source: MeasureSource }
  /** Gray, [SMALL_SIDE, SMALL_SIDE]. */
  | { readonly kind: "small"; readonly source: MeasureSource };

export type MeasureValue = PixelMeasures | Uint8Array;
