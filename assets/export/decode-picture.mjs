// How check.mjs decodes a picture.
import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { readJson } from "./check-samples.mjs";

/** preprocessing.json: how a picture becomes the network's input. */
export const spec = await readJson("preprocessing.json");

/** Upright, sRGB, over the background: { data, width, height }, 3 bytes a pixel. */
export async function decode(path) {
  const [r, g, b] = spec.background;
  const { data, info } = await sharp(await readFile(path))
    .autoOrient()
    .flatten({ background: { r, g, b } })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
