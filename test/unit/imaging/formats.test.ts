import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it, vi } from "vitest";

import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { decodePicture } from "#engine/imaging/decode.ts";
import { detectFileType } from "#engine/imaging/file-type.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import { readPictureFacts } from "#engine/imaging/read-picture-facts.ts";
import { inspectAndThumbnail } from "#engine/imaging/thumbnail.ts";

interface FormatCase {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** That a pixel may differ by. */
  readonly levels: number;
  readonly file: string;
  readonly pixels: string;
}

interface Golden {
  readonly background: [number, number, number];
  readonly cases: readonly FormatCase[];
}

const PILLOW = readGolden("pillow-formats.json");
const HEIF = readGolden("heif-files.json");

describe("decodePicture of HEIC", () => {
  const fileOf = (name: string) => {
    const found = HEIF.cases.find((each) => each.name === name);
    return unpack(found?.file ?? "");
  };

  it("says what the file says about itself", async () => {
    const facts = async (name: string) => readPictureFacts(fileOf(name));
    expect(await facts("heic alpha")).toEqual({
      width: 64,
      height: 64,
      orientation: 1,
      format: "heic",
      hasAlpha: true,
      bitDepth: 8,
      colourSpace: "rgb",
      hasProfile: false,
      pages: 1,
    });
    expect(await facts("heic Display P3")).toMatchObject({ hasProfile: true });
    expect(await facts("heic 10 bits gray")).toMatchObject({ bitDepth: 10 });
    expect(await facts("heic grid turned")).toMatchObject({
      width: 70,
      height: 100,
      pages: 1,
    });
  });

  it("makes a thumbnail and a network's input", async () => {
    const bytes = fileOf("heic grid");
    const { facts, thumbnail } = await inspectAndThumbnail(bytes);
    expect(facts.format).toBe("heic");
    expect(detectFileType(thumbnail)).toEqual({
      kind: "picture",
      format: "jpeg",
    });
    const prepared = await preparePicture(
      bytes,
      standardPreprocessing(8, "zero-to-255"),
    );
    expect(prepared).toHaveLength(8 * 8 * 3);
  });

  it("refuses too many pixels before it decodes them", async () => {
    const limits = { maxPixels: 64 * 63, maxBytes: 1e6 };
    expect(await refusal(decodePicture(fileOf("heic"), { limits }))).toBe(
      "image/too-large",
    );
  });

  it("refuses files that are cut or damaged, without a word on the console", async () => {
    const log = vi.spyOn(console, "log");
    const whole = fileOf("heic lossy 4:2:0");
    for (const share of [0.1, 0.5, 0.95]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      expect(await refusal(decodePicture(cut)), `${share}`).toBe(
        "image/truncated",
      );
    }
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, whole.indexOf("iprp"), whole.indexOf("mdat"));
    expect(await refusal(decodePicture(damaged))).toMatch(
      /^image\/(corrupt|truncated)$/,
    );
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });

  it("names a codec that it does not read", async () => {
    const avif = await sharp({
      create: { width: 16, height: 16, channels: 3, background: "#123456" },
    })
      .avif()
      .toBuffer();
    const renamed = Buffer.from(
      avif.toString("latin1").replaceAll("avif", "mif1"),
      "latin1",
    );
    expect(await refusal(decodePicture(renamed))).toBe("image/unsupported");
  });
});

describe.each([
  ["Pillow and LittleCMS", PILLOW],
  ["what heif-enc was given", HEIF],
])("decodePicture beside %s", (_, { background, cases }) => {
  it.each(cases)("$name", async ({ width, height, levels, file, pixels }) => {
    const bytes = unpack(file);
    const { facts, pixels: decoded } = await decodePicture(bytes, {
      background,
    });
    expect([facts.width, facts.height]).toEqual([width, height]);
    const expected = unpack(pixels);
    expect(largestDifference(expected, decoded)).toBeLessThanOrEqual(levels);
  });
});

function readGolden(name: string): Golden {
  return JSON.parse(
    readFileSync(`test/golden/imaging/${name}`, "utf8"),
  ) as Golden;
}

function unpack(packed: string): Buffer {
  return inflateSync(Buffer.from(packed, "base64"));
}

function largestDifference(first: Uint8Array, second: Uint8Array): number {
  if (first.length !== second.length) return Number.POSITIVE_INFINITY;
  return first.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (second[i] as number))),
    0,
  );
}

async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof PictureError) return error.code;
    throw error;
  }
}
