import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import type { Sharp } from "sharp";
import { describe, expect, it } from "vitest";

import { decodePicture } from "#engine/imaging/decode.ts";
import { readPictureFacts } from "#engine/imaging/read-picture-facts.ts";
import { inspectAndThumbnail } from "#engine/imaging/thumbnail.ts";
import {
  detectFileType,
  hasWrongExtension,
} from "#engine/imaging/file-type.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/** What must be refused of the real odd files; everything else decodes (sharp 0.35, failOn "warning"). */
const REFUSED = new Map([
  ["near-duplicates/ukbench09268_corrupt.jpg", "image/not-an-image"],
  ["sharp/corrupt-header.jpg", "image/truncated"],
  ["sharp/truncated.jpg", "image/truncated"],
  ["sharp/truncated.png", "image/truncated"],
  ["sharp/65536-uint32-limit.png", "image/too-large"],
]);

describe.skipIf(!hasTestData("odd-files"))(
  "decodePicture on real odd files",
  () => {
    it("refuses exactly the files of the answer key", async () => {
      const refused = new Map<string, string>();
      let decoded = 0;
      for (const path of await oddFiles()) {
        try {
          const { facts, pixels } = await decodePicture(readOdd(path));
          expect(pixels.length).toBe(facts.width * facts.height * 3);
          decoded++;
        } catch (error) {
          refused.set(path, codeOf(error));
        }
      }
      expect(refused).toEqual(REFUSED);
      expect(decoded).toBe(48);
    });

    it("refuses the same files when only a thumbnail is made", async () => {
      const refused = new Map<string, string>();
      for (const path of await oddFiles()) {
        const code = await refusal(inspectAndThumbnail(readOdd(path)));
        if (code !== undefined) refused.set(path, code);
      }
      expect(refused).toEqual(REFUSED);
    });

    it("turns all EXIF orientations of one scene the same way up", async () => {
      const reference = await small(readOdd("exif/Landscape_1.jpg"));
      for (let orientation = 2; orientation <= 8; orientation++) {
        const turned = await small(
          readOdd(`exif/Landscape_${orientation}.jpg`),
        );
        expect(
          meanDifference(reference, turned),
          `${orientation}`,
        ).toBeLessThan(6);
      }
    });

    it("reads a JPEG named .png and .bmp by its content", async () => {
      for (const name of ["ukbench09380.png", "ukbench09380.bmp"]) {
        const { facts } = await inspectAndThumbnail(
          readOdd(`wrong-extension/${name}`),
        );
        expect(facts.format).toBe("jpeg");
        expect(hasWrongExtension(name, facts.format)).toBe(true);
      }
    });
  },
);

describe("decodePicture", () => {
  it("gives the pixels of a plain picture", async () => {
    const { pixels, facts } = await decodePicture(
      await picture().png().toBuffer(),
    );
    expect(Buffer.from(pixels)).toEqual(SCENE);
    expect(facts).toEqual({
      width: WIDTH,
      height: HEIGHT,
      orientation: 1,
      format: "png",
      hasAlpha: false,
      bitDepth: 8,
      colourSpace: "rgb",
      hasProfile: false,
      pages: 1,
    });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "applies EXIF orientation %i",
    async (orientation) => {
      const bytes = await unorient(orientation)
        .withMetadata({ orientation })
        .png()
        .toBuffer();
      const { pixels, facts } = await decodePicture(bytes);
      expect([facts.width, facts.height, facts.orientation]).toEqual([
        WIDTH,
        HEIGHT,
        orientation,
      ]);
      expect(Buffer.from(pixels)).toEqual(SCENE);
    },
  );

  it("composites alpha over the background", async () => {
    const rgba = Buffer.from([
      200, 100, 0, 0, 200, 100, 0, 255, 200, 100, 0, 128,
    ]);
    const bytes = await sharp(rgba, {
      raw: { width: 3, height: 1, channels: 4 },
    })
      .png()
      .toBuffer();
    const { pixels } = await decodePicture(bytes, {
      background: [0, 200, 100],
    });
    expect(
      largestDifference(pixels, [0, 200, 100, 200, 100, 0, 100, 150, 50]),
    ).toBeLessThanOrEqual(1);
  });

  it("converts an embedded profile to sRGB", async () => {
    const red = { r: 200, g: 40, b: 40 };
    const bytes = await sharp({
      create: { width: 8, height: 8, channels: 3, background: red },
    })
      .withIccProfile("p3")
      .png()
      .toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(Math.abs((stored[0] ?? 0) - red.r)).toBeGreaterThan(5);
    const { pixels, facts } = await decodePicture(bytes);
    expect(facts.hasProfile).toBe(true);
    expect(
      largestDifference(pixels.subarray(0, 3), [200, 40, 40]),
    ).toBeLessThanOrEqual(2);
  });

  it("converts CMYK", async () => {
    const bytes = await picture()
      .toColourspace("cmyk")
      .jpeg({ quality: 100 })
      .toBuffer();
    const { pixels, facts } = await decodePicture(bytes);
    expect(facts.colourSpace).toBe("cmyk");
    expect(meanDifference(pixels, SCENE)).toBeLessThan(20);
  });

  it("reduces 16 bits to 8", async () => {
    const deep = new Uint16Array(SCENE.length).map(
      (_, i) => (SCENE[i] ?? 0) * 257,
    );
    const bytes = await sharp(deep, {
      raw: { width: WIDTH, height: HEIGHT, channels: 3 },
    })
      .toColourspace("rgb16")
      .png()
      .toBuffer();
    const { pixels, facts } = await decodePicture(bytes);
    expect(facts.bitDepth).toBe(16);
    expect(largestDifference(pixels, SCENE)).toBeLessThanOrEqual(1);
  });

  it("spreads grey over three channels", async () => {
    const bytes = await picture().toColourspace("b-w").png().toBuffer();
    const { pixels, facts } = await decodePicture(bytes);
    expect(facts.colourSpace).toBe("gray");
    expect(pixels.length).toBe(WIDTH * HEIGHT * 3);
    expect(pixels[30]).toBe(pixels[31]);
    expect(pixels[30]).toBe(pixels[32]);
  });

  it("reads a palette", async () => {
    const bytes = await picture().png({ palette: true }).toBuffer();
    const { pixels } = await decodePicture(bytes);
    expect(meanDifference(pixels, SCENE)).toBeLessThan(8);
  });

  it("takes the first frame of an animation", async () => {
    const frames = Buffer.concat([
      Buffer.alloc(16 * 16 * 3, 250),
      Buffer.alloc(16 * 16 * 3, 5),
    ]);
    const bytes = await sharp(frames, {
      raw: { width: 16, height: 32, channels: 3, pageHeight: 16 },
    })
      .gif({ loop: 0, delay: [50, 50] })
      .toBuffer();
    const { pixels, facts } = await decodePicture(bytes);
    expect([facts.width, facts.height, facts.pages]).toEqual([16, 16, 2]);
    expect(
      largestDifference(pixels, new Uint8Array(16 * 16 * 3).fill(250)),
    ).toBeLessThanOrEqual(2);
  });

  it.each(["jpeg", "png", "webp", "gif", "tiff", "avif"] as const)(
    "refuses a %s that ends too early",
    async (format) => {
      const whole = await picture(6).toFormat(format).toBuffer();
      await decodePicture(whole);
      for (const share of [0.1, 0.5, 0.9]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        expect(await refusal(decodePicture(cut)), `${share}`).toBe(
          "image/truncated",
        );
        expect(await refusal(inspectAndThumbnail(cut)), `${share}`).toBe(
          "image/truncated",
        );
      }
    },
  );

  it("refuses a PNG that lacks its last bytes", async () => {
    const whole = await picture().png().toBuffer();
    expect(await refusal(decodePicture(whole.subarray(0, -3)))).toBe(
      "image/truncated",
    );
  });

  it("refuses damaged data", async () => {
    const bytes = await picture(6).png().toBuffer();
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0x55, middle, middle + 60);
    expect(await refusal(decodePicture(bytes))).toBe("image/corrupt");
  });

  it("says that an empty file is empty, and that text is text", async () => {
    expect(await refusal(decodePicture(new Uint8Array()))).toBe("image/empty");
    const text = new TextEncoder().encode("hello, this is a note");
    const error = await decodePicture(text).catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe("image/not-an-image");
    expect((error as Error).message).toContain("a text file");
  });

  it("names a format that it does not read", async () => {
    const jpeg2000 = new Uint8Array(64);
    jpeg2000.set([0, 0, 0, 12], 0);
    jpeg2000.set(new TextEncoder().encode("jP  "), 4);
    const error = await decodePicture(jpeg2000).catch(
      (thrown: unknown) => thrown,
    );
    expect(codeOf(error)).toBe("image/unsupported");
    expect((error as Error).message).toContain("JPEG 2000");
  });

  it("keeps the limits on pixels and bytes", async () => {
    const bytes = await picture().png().toBuffer();
    const fewPixels = { maxPixels: WIDTH * HEIGHT - 1, maxBytes: 1e9 };
    const fewBytes = { maxPixels: 1e9, maxBytes: bytes.length - 1 };
    const fits = { maxPixels: WIDTH * HEIGHT, maxBytes: bytes.length };
    expect(await refusal(decodePicture(bytes, { limits: fewPixels }))).toBe(
      "image/too-large",
    );
    expect(await refusal(decodePicture(bytes, { limits: fewBytes }))).toBe(
      "image/too-large",
    );
    expect(
      await refusal(decodePicture(bytes, { limits: fits })),
    ).toBeUndefined();
  });
});

describe("decodePicture on BMP", () => {
  it("reads 24 bits, bottom-up and padded", async () => {
    const { pixels, facts } = await decodePicture(bitmap24());
    expect(facts).toMatchObject({
      width: WIDTH,
      height: HEIGHT,
      format: "bmp",
    });
    expect(Buffer.from(pixels)).toEqual(SCENE);
  });

  it("refuses one that ends too early", async () => {
    const bytes = bitmap24();
    expect(
      await refusal(decodePicture(bytes.subarray(0, bytes.length - 10))),
    ).toBe("image/truncated");
  });

  it.skipIf(!hasTestData("weights/coral/cat.bmp"))(
    "reads real ones",
    async () => {
      const bytes = readFileSync(testDataPath("weights/coral/cat.bmp"));
      const { facts, thumbnail } = await inspectAndThumbnail(bytes);
      expect(facts.format).toBe("bmp");
      expect(detectFileType(thumbnail)).toEqual({
        kind: "picture",
        format: "jpeg",
      });
    },
  );
});

describe("inspectAndThumbnail", () => {
  it("makes a JPEG of 256 px on the longest side", async () => {
    const { thumbnail } = await inspectAndThumbnail(
      await picture(40).png().toBuffer(),
    );
    const facts = await readPictureFacts(thumbnail);
    expect([facts.format, facts.width, facts.height]).toEqual([
      "jpeg",
      256,
      171,
    ]);
  });

  it("keeps a small plain JPEG as it is, and still finds that one is cut", async () => {
    const bytes = await picture().jpeg().toBuffer();
    const { thumbnail } = await inspectAndThumbnail(bytes);
    expect(Buffer.from(thumbnail)).toEqual(bytes);
    const cut = bytes.subarray(0, bytes.length - 20);
    expect(await refusal(inspectAndThumbnail(cut))).toBe("image/truncated");
  });
});

const WIDTH = 30;
const HEIGHT = 20;
const SCENE = scene(WIDTH, HEIGHT);

function scene(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      pixels[at] = (x * 255) / width;
      pixels[at + 1] = (y * 255) / height;
      pixels[at + 2] = (x * 7 + y * 13) % 256;
    }
  }
  return pixels;
}

function picture(scale = 1): Sharp {
  const width = WIDTH * scale;
  const height = HEIGHT * scale;
  return sharp(scene(width, height), { raw: { width, height, channels: 3 } });
}

/** The stored pixels that show the scene when a viewer applies this orientation (Exif 2.3, tag 0x0112). */
function unorient(orientation: number): Sharp {
  const turned = orientation >= 5;
  const width = turned ? HEIGHT : WIDTH;
  const height = turned ? WIDTH : HEIGHT;
  const stored = Buffer.alloc(SCENE.length);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const sideways = [2, 3, 6, 7].includes(orientation) ? WIDTH - 1 - x : x;
      const upright = [3, 4, 7, 8].includes(orientation) ? HEIGHT - 1 - y : y;
      const to = turned
        ? sideways * width + upright
        : upright * width + sideways;
      const from = (y * WIDTH + x) * 3;
      stored.set(SCENE.subarray(from, from + 3), to * 3);
    }
  }
  return sharp(stored, { raw: { width, height, channels: 3 } });
}

function bitmap24(): Uint8Array {
  const rowBytes = Math.ceil((WIDTH * 3) / 4) * 4;
  const bytes = new Uint8Array(54 + rowBytes * HEIGHT);
  const data = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  data.setUint32(2, bytes.length, true);
  data.setUint32(10, 54, true);
  data.setUint32(14, 40, true);
  data.setInt32(18, WIDTH, true);
  data.setInt32(22, HEIGHT, true);
  data.setUint16(26, 1, true);
  data.setUint16(28, 24, true);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const from = (y * WIDTH + x) * 3;
      const to = 54 + (HEIGHT - 1 - y) * rowBytes + x * 3;
      bytes[to] = SCENE[from + 2] ?? 0;
      bytes[to + 1] = SCENE[from + 1] ?? 0;
      bytes[to + 2] = SCENE[from] ?? 0;
    }
  }
  return bytes;
}

async function oddFiles(): Promise<string[]> {
  const root = testDataPath("odd-files");
  const names = await readdir(root, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("names"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted();
}

function readOdd(path: string): Uint8Array {
  return readFileSync(testDataPath("odd-files", path));
}

async function small(bytes: Uint8Array): Promise<Uint8Array> {
  const { facts, pixels } = await decodePicture(bytes);
  return sharp(pixels, {
    raw: { width: facts.width, height: facts.height, channels: 3 },
  })
    .resize(30, 20)
    .raw()
    .toBuffer();
}

async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(() => undefined, codeOf);
}

function codeOf(error: unknown): string {
  if (!(error instanceof PictureError)) throw error;
  expect(error.message).toMatch(/^Expected .*\. Received: .*\. [A-Z].*\.$/s);
  expect(error.message).not.toContain("vips");
  return error.code;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return (
    a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) /
    a.length
  );
}

function largestDifference(
  actual: Uint8Array,
  expected: ArrayLike<number>,
): number {
  expect(actual.length).toBe(expected.length);
  return actual.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? 0))),
    0,
  );
}
