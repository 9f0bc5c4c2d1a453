import type { PictureFormat } from "./file-type.ts";

export interface PictureFacts {
  /** Pixels, after orientation. */
  readonly width: number;
  /** Pixels, after orientation. */
  readonly height: number;
  /** EXIF orientation, 1 to 8; 1 where the file has none. */
  readonly orientation: number;
  readonly format: PictureFormat;
  readonly hasAlpha: boolean;
  /** Bits per channel in the file: 1, 2, 4, 8, 16 or 32. */
  readonly bitDepth: number;
  readonly colourSpace: "rgb" | "gray" | "cmyk" | "other";
  /** Whether a colour profile is embedded. */
  readonly hasProfile: boolean;
  /** Pictures in the file; the first is used. */
  readonly pages: number;
}
