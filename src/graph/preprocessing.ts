/**
 * How a picture file becomes the numbers that a network sees: a part of every model, carried by every export.
 * The order is fixed: EXIF orientation applied, embedded colour profile converted to sRGB, alpha composited over `background`,
 * then `resize` to `width` × `height` with an antialiased bilinear (triangle) filter as Pillow's `BILINEAR`, rounded to 8 bits,
 * then channel order, then value = pixel / divisor − offset, channel by channel.
 */
export interface Preprocessing {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /**
   * `squash` ignores the aspect ratio; `crop` fills and cuts the longer side equally at both ends; `fit` keeps everything and pads with `background`.
   */
  readonly resize: "squash" | "crop" | "fit";
  /** 0 to 255 per channel, sRGB. */
  readonly background: readonly [number, number, number];
  /** `gray` is Rec. 601 luma (0.299 R + 0.587 G + 0.114 B), one channel. */
  readonly channels: "rgb" | "bgr" | "gray";
  /** Per channel of `channels`. */
  readonly divisor: readonly number[];
  /** Per channel of `channels`. */
  readonly offset: readonly number[];
}

/** The value ranges that published networks expect. */
export type InputRange = "zero-to-one" | "minus-one-to-one" | "zero-to-255";

/** Preprocessing for a square input with one of the usual value ranges. */
export function standardPreprocessing(
  size: number,
  range: InputRange,
  options: Partial<
    Pick<Preprocessing, "resize" | "channels" | "background">
  > = {},
): Preprocessing {
  const channels = options.channels ?? "rgb";
  const count = channels === "gray" ? 1 : 3;
  const [divisor, offset] = {
    "zero-to-one": [255, 0] as const,
    "minus-one-to-one": [127.5, 1] as const,
    "zero-to-255": [1, 0] as const,
  }[range];
  return {
    width: size,
    height: size,
    resize: options.resize ?? "squash",
    background: options.background ?? [255, 255, 255],
    channels,
    divisor: Array.from({ length: count }, () => divisor),
    offset: Array.from({ length: count }, () => offset),
  };
}

/** 1 for `gray`, else 3. */
export function channelCount(preprocessing: Preprocessing): number {
  return preprocessing.channels === "gray" ? 1 : 3;
}
