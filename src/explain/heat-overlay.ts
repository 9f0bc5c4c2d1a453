import { HEAT_COLOURS } from "./colour-map.ts";
import { upsampleMap } from "./upsample.ts";

/** Opacity of the strongest place, so that the picture still shows through. */
const MAX_OPACITY = 0.8;

/**
 * A map as a picture to lay over another: coloured by value, and the weaker the more transparent.
 * @param map [mapHeight, mapWidth], 0 to 1
 * @returns RGBA, [height, width, 4]
 */
export function heatOverlay(
  map: ArrayLike<number>,
  mapWidth: number,
  mapHeight: number,
  width: number,
  height: number,
): Uint8Array {
  const values = upsampleMap(map, mapWidth, mapHeight, width, height);
  const pixels = new Uint8Array(width * height * 4);
  values.forEach((value, place) => {
    const index = Math.round(255 * Math.min(1, Math.max(0, value)));
    pixels.set(HEAT_COLOURS.subarray(index * 3, index * 3 + 3), place * 4);
    pixels[place * 4 + 3] = Math.round(index * MAX_OPACITY);
  });
  return pixels;
}
