import { mix } from "./vector.ts";

/** Red, green, blue as amounts of light, 0 to 1 and above. */
export type Light = readonly [number, number, number];

/** From a colour as one picks it, `#d8301c` (sRGB, IEC 61966-2-1). */
export function lightOf(hex: string): Light {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

export function mixLight(a: Light, b: Light, share: number): Light {
  return [
    mix(a[0], b[0], share),
    mix(a[1], b[1], share),
    mix(a[2], b[2], share),
  ];
}

export function dim(a: Light, factor: number): Light {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}
