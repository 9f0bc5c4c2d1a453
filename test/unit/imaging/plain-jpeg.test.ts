import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import type { Random } from "#engine/base/random.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { decodePicture, openPlainPicture } from "#engine/imaging/decode.ts";
import { readPictureFacts } from "#engine/imaging/read-picture-facts.ts";
import { inspectAndThumbnail } from "#engine/imaging/thumbnail.ts";
import { openPlainJpeg, readPixels } from "#engine/imaging/plain-jpeg.ts";
import { preparePicture, resizePixels } from "#engine/imaging/prepare.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

interface Variant {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Base64. */
  readonly file: string;
  /** Of the pixels. */
  readonly sha256: string;
}

const VARIANTS = JSON.parse(
  readFileSync("test/golden/imaging/jpeg-variants.json", "utf8"),
) as Variant[];

/** Odd sizes: within one block, one more than a block, and less than the chroma filter needs. */
const SIZES = [
  [1, 1],
  [3, 2],
  [5, 7],
  [8, 8],
  [17, 33],
  [16, 16],
  [64, 48],
  [131, 97],
] as const;

const KINDS = {
  "4:2:0": (image) => image.jpeg({ chromaSubsampling: "4:2:0" }),
  "4:4:4": (image) => image.jpeg({ chromaSubsampling: "4:4:4", quality: 95 }),
  "progressive 4:2:0": (image) => image.jpeg({ progressive: true }),
  "progressive 4:4:4": (image) =>
    image.jpeg({ progressive: true, chromaSubsampling: "4:4:4" }),
  grey: (image) => image.toColourspace("b-w").jpeg(),
  "progressive grey": (image) =>
    image.toColourspace("b-w").jpeg({ progressive: true }),
  mozjpeg: (image) => image.jpeg({ mozjpeg: true }),
  "quality 3": (image) => image.jpeg({ quality: 3 }),
} as const satisfies Record<string, (image: Sharp) => Sharp>;

describe("openPlainJpeg", () => {
  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    "gives sharp's pixels and facts, bit for bit: %s",
    async (kind) => {
      for (const [width, height] of SIZES) {
        const bytes = await KINDS[kind](scene(width, height)).toBuffer();
        const plain = decodePlainJpeg(bytes);
        // Chroma of one or two samples is repeated, not filtered.
        if (width <= 4 && plain === undefined) continue;
        expect(plain, `${width} × ${height}`).toBeDefined();
        expect(await sameAsSharp(bytes), `${width} × ${height}`).toBe(true);
      }
    },
  );

  it.each(VARIANTS)(
    "gives libjpeg-turbo's pixels: $name",
    async ({ width, height, file, sha256 }) => {
      const bytes = Buffer.from(file, "base64");
      const plain = decodePlainJpeg(bytes);
      expect([plain?.width, plain?.height]).toEqual([width, height]);
      expect(
        createHash("sha256")
          .update(plain?.pixels ?? "")
          .digest("hex"),
      ).toBe(sha256);
      expect(await sameAsSharp(bytes)).toBe(true);
    },
  );

  it("leaves what is not plain to sharp", async () => {
    const others = [
      scene(40, 30).withIccProfile("p3").jpeg(),
      scene(40, 30).withMetadata({ orientation: 6 }).jpeg(),
      scene(40, 30).toColourspace("cmyk").jpeg(),
      scene(40, 30).png(),
    ];
    for (const image of others) {
      const bytes = await image.toBuffer();
      expect(decodePlainJpeg(bytes)).toBeUndefined();
      const { pixels } = await decodePicture(bytes);
      expect(pixels).toHaveLength(40 * 30 * 3);
    }
    expect(decodePlainJpeg(new Uint8Array())).toBeUndefined();
    expect(decodePlainJpeg(Uint8Array.of(0xff, 0xd8, 0xff))).toBeUndefined();
  });

  it("takes a file whose Exif says that it is upright", async () => {
    const bytes = await scene(40, 30)
      .withExif({ IFD0: { Artist: "nobody", Orientation: "1" } })
      .jpeg()
      .toBuffer();
    expect(decodePlainJpeg(bytes)).toBeDefined();
    expect(await sameAsSharp(bytes)).toBe(true);
  });

  it("keeps the limits on pixels and bytes", async () => {
    const bytes = await scene(40, 30).jpeg().toBuffer();
    const limits = { maxPixels: 1200, maxBytes: bytes.length };
    expect(openPlainPicture(bytes, limits)).toBeDefined();
    expect(
      openPlainPicture(bytes, { ...limits, maxPixels: 1199 }),
    ).toBeUndefined();
    expect(
      openPlainPicture(bytes, { ...limits, maxBytes: bytes.length - 1 }),
    ).toBeUndefined();
  });

  it.each(["4:2:0", "progressive 4:2:0", "grey", "4:4:4"] as const)(
    "never takes a damaged file that sharp refuses or sees otherwise: %s",
    async (kind) => {
      const whole = await KINDS[kind](scene(70, 50)).toBuffer();
      const random = createRandom("damage", kind);
      const different: number[] = [];
      let refused = 0;
      let taken = 0;
      for (let round = 0; round < 250; round++) {
        const bytes = damage(whole, round, random);
        const isTaken = decodePlainJpeg(bytes) !== undefined;
        if (isTaken) taken++;
        else refused++;
        if (isTaken && !(await sameAsSharp(bytes))) different.push(round);
      }
      expect(different).toEqual([]);
      // Both happen: a changed coefficient is a valid file, a changed length is none.
      expect(Math.min(refused, taken)).toBeGreaterThan(10);
    },
  );

  it("gives the network the same picture by both ways", async () => {
    const bytes = await scene(331, 247).jpeg().toBuffer();
    for (const resize of ["squash", "crop", "fit"] as const) {
      const preprocessing = standardPreprocessing(96, "zero-to-one", {
        resize,
      });
      const own = await preparePicture(bytes, preprocessing);
      const pixels = await sharpPixels(bytes);
      const other = resizePixels(pixels, 331, 247, preprocessing);
      expect(Buffer.from(own).equals(other)).toBe(true);
    }
  });

  it("makes a thumbnail that shows the picture", async () => {
    const bytes = await scene(64, 40).resize(640, 400).jpeg().toBuffer();
    const { facts, thumbnail } = await inspectAndThumbnail(bytes);
    expect([facts.width, facts.height]).toEqual([640, 400]);
    const shown = await decodePicture(thumbnail);
    expect([shown.facts.width, shown.facts.height]).toEqual([256, 160]);
    const expected = await sharp(bytes).resize(256, 160).raw().toBuffer();
    const difference =
      expected.reduce(
        (sum, value, i) => sum + Math.abs(value - (shown.pixels[i] ?? 0)),
        0,
      ) / expected.length;
    expect(difference).toBeLessThan(6);
  });
});

describe.skipIf(!hasTestData("odd-files"))("on real odd files", () => {
  it("gives sharp's pixels where it takes a file, and takes some", async () => {
    const files = await jpegsUnder("odd-files");
    const different: string[] = [];
    let taken = 0;
    for (const file of files) {
      const bytes = readFileSync(file);
      if (decodePlainJpeg(bytes) === undefined) continue;
      taken++;
      if (!(await sameAsSharp(bytes))) different.push(file);
    }
    expect(different).toEqual([]);
    expect([files.length, taken]).toEqual([33, 12]);
  });
});

const PHOTOGRAPHS = ["datasets/clothing-10", "datasets/clothing-224.tar"];

describe.skipIf(!PHOTOGRAPHS.every((path) => hasTestData(path)))(
  "on 1,000 photographs",
  () => {
    it("gives sharp's pixels and takes all", async () => {
      const files = await jpegsUnder("datasets/clothing-10");
      let count = 0;
      for (const bytes of [
        ...files.map((file) => readFileSync(file)),
        ...jpegsOfArchive("datasets/clothing-224.tar", 1000 - files.length),
      ]) {
        expect(decodePlainJpeg(bytes), `${count}`).toBeDefined();
        expect(await sameAsSharp(bytes), `${count}`).toBe(true);
        count++;
      }
      expect(count).toBe(1000);
    }, 60_000);
  },
);

function decodePlainJpeg(bytes: Uint8Array) {
  const open = openPlainJpeg(bytes);
  return open && { ...open, pixels: readPixels(open) };
}

async function sharpPixels(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes, { failOn: "warning" })
    .toColourspace("srgb")
    .raw()
    .toBuffer();
}

/** Whether sharp takes the file too, with the same size, colours and pixels. */
async function sameAsSharp(bytes: Uint8Array): Promise<boolean> {
  const plain = decodePlainJpeg(bytes);
  const facts = await readPictureFacts(bytes);
  const metadata = await sharp(bytes).metadata();
  expect(facts).toEqual({
    width: metadata.width,
    height: metadata.height,
    orientation: metadata.orientation ?? 1,
    format: "jpeg",
    hasAlpha: metadata.hasAlpha,
    bitDepth: 8,
    colourSpace: metadata.space === "b-w" ? "gray" : "rgb",
    hasProfile: metadata.icc !== undefined,
    pages: 1,
  });
  expect(metadata.space).toMatch(/^(srgb|b-w)$/);
  const pixels = await sharpPixels(bytes);
  return pixels.equals(plain?.pixels ?? Buffer.of());
}

/** A byte changed, a byte lost, a byte too many, or the end cut off. */
function damage(whole: Uint8Array, round: number, random: Random): Uint8Array {
  const place = 2 + Math.floor(random.next() * (whole.length - 4));
  const value = Math.floor(random.next() * 256);
  const before = whole.subarray(0, place);
  switch (round % 4) {
    case 0:
      return Buffer.concat([before, whole.subarray(place + 1)]);
    case 1:
      return Buffer.concat([before, Buffer.of(value), whole.subarray(place)]);
    case 2:
      return before;
    default:
      return Buffer.concat([
        before,
        Buffer.of(value),
        whole.subarray(place + 1),
      ]);
  }
}

function scene(width: number, height: number): Sharp {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const check = ((x >> 2) + (y >> 3)) % 2 === 0 ? 0 : 90;
      pixels[at] = check + 128 * (x / width);
      pixels[at + 1] = 120 + 100 * Math.sin(x / 5 + y / 3);
      pixels[at + 2] = 255 * (y / height);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function jpegsUnder(folder: string): Promise<string[]> {
  const names = await readdir(testDataPath(folder), {
    recursive: true,
    withFileTypes: true,
  });
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isJpeg(readFileSync(file)))
    .toSorted();
}

/** The first JPEGs of a tar file (POSIX.1-1988: a header of 512 bytes, then the data in whole blocks of 512). */
function jpegsOfArchive(path: string, count: number): Uint8Array[] {
  const archive = readFileSync(testDataPath(path));
  const found: Uint8Array[] = [];
  for (let at = 0; at + 512 < archive.length && found.length < count;) {
    const size = Number.parseInt(
      archive.toString("latin1", at + 124, at + 136),
      8,
    );
    if (!(size >= 0)) break;
    const data = archive.subarray(at + 512, at + 512 + size);
    if (isJpeg(data)) found.push(data);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}
