import { readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { preparePicture, resizePixels } from "#engine/imaging/prepare.ts";
import { planResize } from "#engine/imaging/resize-plan.ts";
import { resizeTriangle } from "#engine/imaging/triangle-resize.ts";
import type { Box } from "#engine/imaging/triangle-resize.ts";

interface GoldenResize {
  readonly source: readonly [number, number];
  readonly box: Box;
  readonly target: readonly [number, number];
  /** Base64. */
  readonly pixels: string;
}

const NUMPY_PADDINGS = JSON.parse(
  readFileSync("test/golden/imaging/numpy-padding.json", "utf8"),
) as Record<
  "edge" | "symmetric",
  { width: number; height: number; pixels: number[]; padded: number[] }[]
>;

const GOLDEN = JSON.parse(
  readFileSync("test/golden/imaging/pillow-resize.json", "utf8"),
) as GoldenResize[];

describe("resizeTriangle", () => {
  it.each(GOLDEN)(
    "equals Pillow's BILINEAR bit for bit: $source to $target",
    ({ source: [width, height], box, target, pixels }) => {
      const resized = resizeTriangle(
        scene(width, height),
        width,
        box,
        ...target,
      );
      expect(Buffer.from(resized).equals(Buffer.from(pixels, "base64"))).toBe(
        true,
      );
    },
  );

  it.each([
    [1, 1, 7, 5],
    [17, 33, 16, 16],
    [2000, 600, 31, 29],
    [640, 3, 3, 640],
    [333, 801, 332, 800],
  ])(
    "equals the definition in plain loops: %i × %i to %i × %i",
    (width, height, targetWidth, targetHeight) => {
      const pixels = scene(width, height);
      const box = {
        left: width > 10 ? 3 : 0,
        top: height > 10 ? 5 : 0,
        width: width > 10 ? width - 4 : width,
        height: height > 10 ? height - 6 : height,
      };
      const resized = resizeTriangle(
        pixels,
        width,
        box,
        targetWidth,
        targetHeight,
      );
      const plain = resizeInPlainLoops(
        pixels,
        width,
        box,
        targetWidth,
        targetHeight,
      );
      expect(Buffer.from(resized).equals(Buffer.from(plain))).toBe(true);
    },
  );

  it("leaves a picture of the right size as it is", () => {
    const pixels = scene(9, 6);
    const box = { left: 0, top: 0, width: 9, height: 6 };
    expect(resizeTriangle(pixels, 9, box, 9, 6)).toEqual(pixels);
  });
});

describe("planResize", () => {
  const input = { width: 100, height: 50 } as const;

  it("squashes everything onto everything", () => {
    expect(planResize(30, 40, { ...input, resize: "squash" })).toEqual({
      source: { left: 0, top: 0, width: 30, height: 40 },
      target: { left: 0, top: 0, width: 100, height: 50 },
    });
  });

  it("crops the longer side equally at both ends", () => {
    expect(planResize(200, 300, { ...input, resize: "crop" }).source).toEqual({
      left: 0,
      top: 100,
      width: 200,
      height: 100,
    });
  });

  it("fits everything and centres it", () => {
    expect(planResize(200, 300, { ...input, resize: "fit" }).target).toEqual({
      left: 33,
      top: 0,
      width: 33,
      height: 50,
    });
  });

  it("keeps at least one pixel of a very thin picture", () => {
    const fit = planResize(10_000, 3, { ...input, resize: "fit" });
    expect(fit.target.height).toBe(1);
    const crop = planResize(1, 10_000, { ...input, resize: "crop" });
    expect([crop.source.width, crop.source.height]).toEqual([1, 1]);
  });
});

describe("preparePicture", () => {
  it("pads what fit leaves free with the background", async () => {
    const bytes = await flat(20, 10, [200, 10, 10]);
    const pixels = await preparePicture(
      bytes,
      standardPreprocessing(8, "zero-to-one", {
        resize: "fit",
        background: [1, 2, 3],
      }),
    );
    const rows = Array.from({ length: 8 }, (_, y) => [
      ...pixels.subarray(y * 24, y * 24 + 3),
    ]);
    expect(rows).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [200, 10, 10],
      [200, 10, 10],
      [200, 10, 10],
      [200, 10, 10],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it.each([
    // Two rows of colours 10 and 20 in the middle of seven: two free above, three below.
    ["constant", [7, 7, 10, 20, 7, 7, 7]],
    ["edge", [10, 10, 10, 20, 20, 20, 20]],
    ["mirror", [20, 10, 10, 20, 20, 10, 10]],
  ] as const)("pads with %s", (padding, expected) => {
    const pixels = Uint8Array.from([10, 20].flatMap((v) => Array(21).fill(v)));
    const prepared = resizePixels(pixels, 7, 2, {
      ...standardPreprocessing(7, "zero-to-255", { resize: "fit", padding }),
      background: [7, 7, 7],
    });
    for (let column = 0; column < 7; column++) {
      const seen = expected.map((_, row) => prepared[(row * 7 + column) * 3]);
      expect(seen).toEqual(expected);
    }
  });

  it.each([
    ["edge", "edge"],
    ["mirror", "symmetric"],
  ] as const)("pads with %s as numpy with %s", (padding, mode) => {
    for (const { width, height, pixels, padded } of NUMPY_PADDINGS[mode]) {
      const prepared = resizePixels(
        Uint8Array.from(pixels),
        width,
        height,
        standardPreprocessing(5, "zero-to-255", { resize: "fit", padding }),
      );
      expect(Array.from(prepared)).toEqual(padded);
    }
  });

  it("shows the background through alpha", async () => {
    const bytes = await sharp({
      create: {
        width: 5,
        height: 5,
        channels: 4,
        background: { r: 0, g: 0, b: 0, alpha: 0 },
      },
    })
      .png()
      .toBuffer();
    const pixels = await preparePicture(
      bytes,
      standardPreprocessing(2, "zero-to-one", { background: [9, 8, 7] }),
    );
    expect([...pixels.subarray(0, 3)]).toEqual([9, 8, 7]);
  });

  it("differs by at most 2 levels when a huge picture is shrunk while it is decoded", async () => {
    const width = 6400;
    const height = 6000;
    const pixels = Buffer.alloc(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = (y * width + x) * 3;
        pixels[at] = 128 + 90 * Math.sin(x / 90);
        pixels[at + 1] = 128 + 90 * Math.sin(y / 70);
        pixels[at + 2] = (x >> 9) % 2 === 0 ? 30 : 220;
      }
    }
    const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    const prepared = await preparePicture(
      bytes,
      standardPreprocessing(64, "zero-to-one"),
    );
    const exact = resizeTriangle(
      pixels,
      width,
      { left: 0, top: 0, width, height },
      64,
      64,
    );
    const largest = prepared.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (exact[i] ?? 0))),
      0,
    );
    expect(largest).toBeLessThanOrEqual(2);
  });
});

describe("normalisePictures", () => {
  const picture = new Uint8Array([0, 128, 255]);

  it.each([
    ["zero-to-one", [0, 128 / 255, 1]],
    ["minus-one-to-one", [-1, 128 / 127.5 - 1, 1]],
    ["zero-to-255", [0, 128, 255]],
  ] as const)("gives the range %s", (range, expected) => {
    const { data, shape } = normalisePictures(
      [picture],
      standardPreprocessing(1, range),
    );
    expect(shape).toEqual([1, 1, 1, 3]);
    expect([...data]).toEqual(expected.map(Math.fround));
  });

  it("swaps channels for bgr, with the divisor of the swapped channel", () => {
    const { data } = normalisePictures([picture], {
      ...standardPreprocessing(1, "zero-to-255", { channels: "bgr" }),
      offset: [103, 116, 123],
    });
    expect([...data]).toEqual([255 - 103, 128 - 116, 0 - 123]);
  });

  it("weighs the channels for gray", () => {
    const { data, shape } = normalisePictures(
      [picture, new Uint8Array([100, 100, 100])],
      standardPreprocessing(1, "zero-to-255", { channels: "gray" }),
    );
    expect(shape).toEqual([2, 1, 1, 1]);
    expect(data[0]).toBeCloseTo(0.587 * 128 + 0.114 * 255, 4);
    expect(data[1]).toBeCloseTo(100, 4);
  });

  it("refuses a picture of another size", () => {
    expect(() =>
      normalisePictures([picture], standardPreprocessing(2, "zero-to-one")),
    ).toThrow(RangeError);
  });
});

function scene(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        pixels[(y * width + x) * 3 + c] =
          x * x * 3 + y * 7 + x * y * (c * 5 + 1) + (x ^ y) * 13 + c * 80;
      }
    }
  }
  return pixels;
}

function flat(
  width: number,
  height: number,
  [r, g, b]: readonly [number, number, number],
): Promise<Buffer> {
  return sharp({
    create: { width, height, channels: 3, background: { r, g, b } },
  })
    .png()
    .toBuffer();
}

/** Pillow's definition without any care for speed. */
function resizeInPlainLoops(
  pixels: Uint8Array,
  width: number,
  box: Box,
  targetWidth: number,
  targetHeight: number,
): Uint8Array {
  const rows = new Uint8Array(box.height * targetWidth * 3);
  const columns = new Uint8Array(targetHeight * targetWidth * 3);
  for (let x = 0; x < targetWidth; x++) {
    const taps = triangleTaps(box.width, targetWidth, x);
    for (let y = 0; y < box.height; y++) {
      const line = (box.top + y) * width + box.left;
      for (let c = 0; c < 3; c++) {
        rows[(y * targetWidth + x) * 3 + c] = weighed(
          taps,
          (i) => pixels[(line + i) * 3 + c] ?? 0,
        );
      }
    }
  }
  for (let y = 0; y < targetHeight; y++) {
    const taps = triangleTaps(box.height, targetHeight, y);
    for (let i = 0; i < targetWidth * 3; i++) {
      columns[y * targetWidth * 3 + i] = weighed(
        taps,
        (row) => rows[row * targetWidth * 3 + i] ?? 0,
      );
    }
  }
  return columns;
}

interface Tap {
  readonly index: number;
  readonly weight: number;
}

function triangleTaps(size: number, targetSize: number, target: number): Tap[] {
  const scale = size / targetSize;
  const support = Math.max(1, scale);
  const centre = (target + 0.5) * scale;
  const first = Math.max(0, Math.trunc(centre - support + 0.5));
  const end = Math.min(size, Math.trunc(centre + support + 0.5));
  const raw = Array.from({ length: end - first }, (_, i) =>
    Math.max(0, 1 - Math.abs((first + i - centre + 0.5) * (1 / support))),
  );
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value, i) => ({
    index: first + i,
    weight: Math.trunc(0.5 + (value / sum) * 2 ** 22),
  }));
}

function weighed(
  taps: readonly Tap[],
  value: (index: number) => number,
): number {
  const sum = taps.reduce(
    (total, tap) => total + tap.weight * value(tap.index),
    2 ** 21,
  );
  return Math.floor(sum / 2 ** 22);
}
