import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

import sharp from "sharp";

import { createRandom } from "#engine/base/random.ts";

/** A whole picture to be damaged. */
export interface SeedPicture {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** How often it is chosen; formats that are slow to decode are rarer. */
  readonly share: number;
}

const SIZE = { width: 22, height: 17 };

/** A tiny picture of noise in every format that is read, and in the kinds of each that are read differently. */
export async function seedPictures(): Promise<SeedPicture[]> {
  const random = createRandom("seed pictures");
  const noise = Buffer.from(
    Array.from({ length: SIZE.width * SIZE.height * 4 }, () =>
      random.integer(256),
    ),
  );
  const four = () => sharp(noise, { raw: { ...SIZE, channels: 4 } });
  const three = () => four().removeAlpha();
  const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="22" height="17" viewBox="0 0 22 17"><defs><linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="#00f8"/></linearGradient></defs><rect width="20" height="9" fill="url(#g)"/><path d="M1 1L9 9Q3 4 5 6z"/><text x="2" y="9" transform="rotate(3)">a</text></svg>`;
  const pages = { ...SIZE, height: 3 * SIZE.height, pageHeight: SIZE.height };
  const film = () =>
    sharp(Buffer.concat([noise, noise.toReversed(), noise]), {
      raw: { ...pages, channels: 4 },
    });
  const made: [string, number, Promise<Uint8Array>][] = [
    ["jpeg 4:2:0", 3, three().jpeg({ quality: 70 }).toBuffer()],
    [
      "jpeg 4:4:4 optimised",
      2,
      three().jpeg({ chromaSubsampling: "4:4:4", mozjpeg: true }).toBuffer(),
    ],
    ["jpeg gray", 2, three().greyscale().jpeg().toBuffer()],
    ["jpeg progressive", 3, three().jpeg({ progressive: true }).toBuffer()],
    [
      "jpeg with EXIF and a profile",
      3,
      three()
        .withMetadata({ orientation: 6 })
        .withIccProfile("p3")
        .jpeg()
        .toBuffer(),
    ],
    ["jpeg CMYK", 2, three().toColourspace("cmyk").jpeg().toBuffer()],
    ["png", 3, three().png().toBuffer()],
    ["png palette", 2, four().png({ palette: true, colours: 8 }).toBuffer()],
    [
      "png 16 bits interlaced",
      2,
      four().toColourspace("rgb16").png({ progressive: true }).toBuffer(),
    ],
    ["webp", 3, three().webp().toBuffer()],
    ["webp lossless", 2, four().webp({ lossless: true }).toBuffer()],
    ["gif", 3, four().gif().toBuffer()],
    ["gif animated", 2, film().gif({ loop: 0 }).toBuffer()],
    ["webp animated", 1, film().webp().toBuffer()],
    ["tiff", 2, four().tiff({ compression: "none" }).toBuffer()],
    ["tiff lzw", 2, three().tiff({ compression: "lzw" }).toBuffer()],
    ["tiff jpeg", 1, three().tiff({ compression: "jpeg" }).toBuffer()],
    [
      "tiff tiled pyramid",
      1,
      three()
        .tiff({ tile: true, tileWidth: 16, tileHeight: 16, pyramid: true })
        .toBuffer(),
    ],
    ["svg", 3, Promise.resolve(Buffer.from(svg))],
    ["avif", 1, three().avif({ effort: 0 }).toBuffer()],
  ];
  const seeds = await Promise.all(
    made.map(async ([name, share, bytes]) => ({
      name,
      share,
      bytes: await bytes,
    })),
  );
  const bitmaps = ([8, 24, 32] as const).map((bits) => ({
    name: `bmp ${bits} bits`,
    share: 2,
    bytes: bitmap(bits, noise),
  }));
  const heic = { name: "heic", share: 1, bytes: smallHeic() };
  return [...seeds, ...bitmaps, heic];
}

/** With a palette, without, and with masks that say where the channels are. */
function bitmap(bits: 8 | 24 | 32, noise: Uint8Array): Buffer {
  const headerBytes = bits === 32 ? 56 : 40;
  const paletteBytes = bits === 8 ? 4 * 256 : 0;
  const pixelOffset = 14 + headerBytes + paletteBytes;
  const rowBytes = Math.ceil((SIZE.width * bits) / 32) * 4;
  const bytes = Buffer.alloc(pixelOffset + rowBytes * SIZE.height);
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(pixelOffset, 10);
  bytes.writeUInt32LE(headerBytes, 14);
  bytes.writeInt32LE(SIZE.width, 18);
  bytes.writeInt32LE(SIZE.height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(bits, 28);
  if (bits === 32) {
    bytes.writeUInt32LE(BITFIELDS, 30);
    CHANNEL_MASKS.forEach((mask, i) => bytes.writeUInt32LE(mask, 54 + 4 * i));
  }
  for (let at = 14 + headerBytes; at < bytes.length; at++) {
    bytes.writeUInt8(noise[at % noise.length] ?? 0, at);
  }
  return bytes;
}

const BITFIELDS = 3;
const CHANNEL_MASKS = [0xff0000, 0xff00, 0xff, 0xff000000];

/** Which sharp's binaries cannot write. */
function smallHeic(): Uint8Array {
  const path = join(
    import.meta.dirname,
    "..",
    "golden",
    "imaging",
    "heif-files.json",
  );
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as {
    cases: { name: string; file: string }[];
  };
  const { file } = cases.find(({ name }) => name === "heic alpha")!;
  return inflateSync(Buffer.from(file, "base64"));
}
