import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import sharp from "sharp";

/**
 * Writes small PNG pictures into a folder. The number of a picture decides its content: equal numbers, equal files.
 * @param files relative path → number, or bytes to write as they are
 */
export async function writePictures(
  folder: string,
  files: Readonly<Record<string, number | Uint8Array | string>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, ...path.split("/"));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(
      target,
      typeof content === "number" ? await pictureOf(content) : content,
    );
  }
}

/** A PNG of 12 × 8 pixels in a colour of its own. */
export function pictureOf(number: number): Promise<Buffer> {
  const channels = 3;
  const pixels = Buffer.alloc(12 * 8 * channels);
  pixels.writeUInt32LE(number);
  return sharp(pixels, { raw: { width: 12, height: 8, channels } })
    .png()
    .toBuffer();
}
