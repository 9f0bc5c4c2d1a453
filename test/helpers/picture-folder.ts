import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

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
      typeof content === "number" ? pictureOf(content) : content,
    );
  }
}

/** Pictures dealt to classes, for `writePictures`: `a/0.png`, `b/1.png` … */
export function dealtPictures(
  classes: readonly string[],
  count: number,
): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${classes[i % classes.length]}/${i}.png`,
      i,
    ]),
  );
}

/** A PNG of 12 × 8 pixels, RGB, 8 bits; made here because it is much faster than through an imaging library. */
export function pictureOf(number: number): Buffer {
  const [width, height] = [12, 8];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  // Each row begins with its filter, 0 for none.
  const rows = Buffer.alloc(height * (1 + width * 3));
  rows.writeUInt32LE(number, 1);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
