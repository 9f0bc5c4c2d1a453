/** A colour in Oklab (Ottosson 2020, https://bottosson.github.io/posts/oklab/), where distances are perceived differences. */
export interface Oklab {
  /** 0 black to 1 white. */
  readonly lightness: number;
  /** Green (−) to red (+). */
  readonly a: number;
  /** Blue (−) to yellow (+). */
  readonly b: number;
}

/** @returns sRGB, 0 to 255; colours that a screen cannot show are cut */
export function fromOklab({
  lightness,
  a,
  b,
}: Oklab): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** @param rgb sRGB, 0 to 255 */
export function toOklab(rgb: ArrayLike<number>): Oklab {
  const [red, green, blue] = [0, 1, 2].map((i) =>
    toLinear(rgb[i] as number),
  ) as [number, number, number];
  const l = Math.cbrt(
    0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
  );
  const m = Math.cbrt(
    0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
  );
  const s = Math.cbrt(
    0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue,
  );
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

function toByte(linear: number): number {
  const value =
    linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

function toLinear(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
