/** How a picture comes into the network's frame. */
export const RESIZE_MODES = ["squash", "crop", "fit"] as const;
export type ResizeMode = (typeof RESIZE_MODES)[number];

/**
 * What lies around a fitted picture: the background colour; the pixels at its edge drawn out; or the picture mirrored at its edge, the edge
 * pixel doubled (`dcba|abcd|dcba`, numpy's `symmetric`), as often as needed. The padding is made of the resized pixels.
 */
export const PADDINGS = ["constant", "edge", "mirror"] as const;
export type Padding = (typeof PADDINGS)[number];

/** White. */
export const DEFAULT_BACKGROUND = [255, 255, 255] as const;

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
   * `squash` ignores the aspect ratio; `crop` fills and cuts the longer side equally at both ends; `fit` keeps everything and pads as
   * `padding` says.
   */
  readonly resize: ResizeMode;
  /** What `fit` puts around the picture; left out, as in models from before there was a choice: `constant`. */
  readonly padding?: Padding | undefined;
  /** 0 to 255 per channel, sRGB: what shows through where the picture is transparent, and around it when the padding is `constant`. */
  readonly background: readonly [number, number, number];
  /** `gray` is Rec. 601 luma (0.299 R + 0.587 G + 0.114 B), one channel. */
  readonly channels: "rgb" | "bgr" | "gray";
  /** Per channel of `channels`. */
  readonly divisor: readonly number[];
  /** Per channel of `channels`. */
  readonly offset: readonly number[];
}

/**
 * The value ranges that published networks expect. `imagenet-mean` is Caffe's: blue first, the mean colour of ImageNet taken off,
 * 0 to 255; `imagenet-standardized` is PyTorch's: 0 to 1, then ImageNet's mean and deviation per channel. A gray picture has the
 * mean over the three channels.
 */
export type InputRange =
  | "zero-to-one"
  | "minus-one-to-one"
  | "zero-to-255"
  | "imagenet-mean"
  | "imagenet-standardized";

interface ChannelRange {
  /** Red, green, blue; `imagenet-mean`: blue, green, red. */
  readonly divisor: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
}

const RANGES: Readonly<Record<InputRange, ChannelRange>> = {
  "zero-to-one": { divisor: [255, 255, 255], offset: [0, 0, 0] },
  "minus-one-to-one": { divisor: [127.5, 127.5, 127.5], offset: [1, 1, 1] },
  "zero-to-255": { divisor: [1, 1, 1], offset: [0, 0, 0] },
  "imagenet-mean": { divisor: [1, 1, 1], offset: [103.939, 116.779, 123.68] },
  "imagenet-standardized": {
    divisor: [255 * 0.229, 255 * 0.224, 255 * 0.225],
    offset: [0.485 / 0.229, 0.456 / 0.224, 0.406 / 0.225],
  },
};

/** Preprocessing for a square input with one of the usual value ranges. */
export function standardPreprocessing(
  size: number,
  range: InputRange,
  options: Partial<Pick<Preprocessing, "resize" | "padding" | "channels">> & {
    readonly background?: Preprocessing["background"] | undefined;
  } = {},
): Preprocessing {
  const { divisor, offset } = RANGES[range];
  const channels =
    options.channels ?? (range === "imagenet-mean" ? "bgr" : "rgb");
  const gray = channels === "gray";
  return {
    width: size,
    height: size,
    resize: options.resize ?? "squash",
    ...(options.padding && { padding: options.padding }),
    background: options.background ?? DEFAULT_BACKGROUND,
    channels,
    divisor: gray ? [mean(divisor)] : [...divisor],
    offset: gray ? [mean(offset)] : [...offset],
  };
}

function mean(values: readonly [number, number, number]): number {
  return (values[0] + values[1] + values[2]) / 3;
}

/** 1 for `gray`, else 3. */
export function channelCount(preprocessing: Preprocessing): number {
  return preprocessing.channels === "gray" ? 1 : 3;
}

/** The pixel, 0 to size − 1, that stands for a place outside of the picture. */
export function paddedPosition(
  place: number,
  size: number,
  padding: Exclude<Padding, "constant">,
): number {
  if (padding === "edge") return Math.min(size - 1, Math.max(0, place));
  const period = 2 * size;
  const inPeriod = ((place % period) + period) % period;
  return Math.min(inPeriod, period - 1 - inPeriod);
}
