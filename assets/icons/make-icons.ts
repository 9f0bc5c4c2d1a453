import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import sharp from "sharp";

/** Draws the app's icons from icon.svg: PNGs for Linux, an .ico for Windows, an .icns for macOS. Both containers hold plain PNGs. */

const svg = readFileSync(join(import.meta.dirname, "icon.svg"));

async function png(size: number): Promise<Buffer> {
  return sharp(svg, { density: 96 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: size > 64 })
    .toBuffer();
}

/** ICONDIR, then one ICONDIRENTRY per picture (Microsoft, "The .ico file format"). */
async function ico(sizes: readonly number[]): Promise<Buffer> {
  const pictures = await Promise.all(sizes.map(png));
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let offset = head.length;
  for (const [index, picture] of pictures.entries()) {
    const at = 6 + 16 * index;
    const side = (sizes[index] ?? 0) % 256;
    head.writeUInt8(side, at);
    head.writeUInt8(side, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(picture.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += picture.length;
  }
  return Buffer.concat([head, ...pictures]);
}

/** `icns`, length, then type, length and PNG of each size (Apple icon image format). */
async function icns(): Promise<Buffer> {
  const types = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024 };
  const blocks: Buffer[] = [];
  for (const [type, size] of Object.entries(types)) {
    const picture = await png(size);
    const head = Buffer.alloc(8);
    head.write(type, 0, "ascii");
    head.writeUInt32BE(picture.length + 8, 4);
    blocks.push(head, picture);
  }
  const body = Buffer.concat(blocks);
  const head = Buffer.alloc(8);
  head.write("icns", 0, "ascii");
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

const folder = import.meta.dirname;
writeFileSync(join(folder, "icon.png"), await png(512));
writeFileSync(join(folder, "icon.ico"), await ico([16, 32, 48, 256]));
writeFileSync(join(folder, "icon.icns"), await icns());
