import { crc32, deflateSync } from "node:zlib";

/** Colour types of the PNG specification (w3.org/TR/png-3, 11.2.1) by bytes per pixel. */
const COLOUR_TYPES = { 1: 0, 3: 2, 4: 6 } as const;
const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/**
 * Small pictures as PNG files, without a decoder's process being needed.
 * @param pixels [height, width, channels], 8 bits: 1 grey, 3 RGB, 4 RGB and alpha
 */
export function encodePng(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: keyof typeof COLOUR_TYPES,
): Uint8Array {
  const rowBytes = width * channels;
  if (pixels.length !== rowBytes * height) {
    throw new RangeError(
      `A picture of ${width} × ${height} × ${channels} has ${rowBytes * height} bytes. Received: ${pixels.length}.`,
    );
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, COLOUR_TYPES[channels]], 8);
  // Each row starts with the number of its filter; 0 is none.
  const rows = Buffer.alloc((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(
      pixels.subarray(y * rowBytes, (y + 1) * rowBytes),
      y * (rowBytes + 1) + 1,
    );
  }
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** As `encodePng`, as a URL that an <img> takes. */
export function pngDataUrl(...args: Parameters<typeof encodePng>): string {
  return `data:image/png;base64,${Buffer.from(encodePng(...args)).toString("base64")}`;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
