import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { SAMPLE_CLASSES } from "#engine/datasets/sample/catalog.ts";
import { drawSamplePicture } from "#engine/datasets/sample/draw-picture.ts";
import { generateSampleSet } from "#engine/datasets/sample/sample-set.ts";
import { inspectAndThumbnail } from "#engine/imaging/thumbnail.ts";

const SIZE = 64;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-sample-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("generateSampleSet", () => {
  it("writes readable names in class folders, the same for every number of threads", async () => {
    const one = join(folder, "one");
    const two = join(folder, "two");
    const progress: number[] = [];
    const options = { imagesPerClass: 1, size: SIZE, seed: 3 };
    const set = await generateSampleSet(one, {
      ...options,
      threads: 1,
      onProgress: ({ done }) => progress.push(done),
    });
    await generateSampleSet(two, { ...options, threads: 2 });
    expect(set.classes).toEqual(
      SAMPLE_CLASSES.map((name) => ({ name, count: 1 })),
    );
    expect(progress.at(-1)).toBe(set.images);
    const files = await list(one);
    expect(files).toHaveLength(SAMPLE_CLASSES.length);
    expect(files).toContain(join("fly-agaric", "fly-agaric-001.jpg"));
    expect(await list(two)).toEqual(files);
    const hashes = await Promise.all(
      files.map((file) => hash(join(one, file))),
    );
    expect(new Set(hashes).size).toBe(files.length);
    expect(
      await Promise.all(files.map((file) => hash(join(two, file)))),
    ).toEqual(hashes);
    const { facts } = await inspectAndThumbnail(
      await readFile(join(one, files[0] as string)),
    );
    expect([facts.width, facts.height, facts.format]).toEqual([
      SIZE,
      SIZE,
      "jpeg",
    ]);
  });

  it("draws digits, small and gray, in folders 0 to 9", async () => {
    const directory = join(folder, "digits");
    const set = await generateSampleSet(directory, {
      set: "digits",
      imagesPerClass: 2,
    });
    expect(set.classes.map(({ name }) => name).join("")).toBe("0123456789");
    const files = await list(directory);
    expect(files).toHaveLength(20);
    const bytes = await readFile(join(directory, "7", "7-002.jpg"));
    const { width, height, channels } = await sharp(bytes).metadata();
    expect([width, height, channels]).toEqual([32, 32, 1]);
    const { dominant, channels: colours } = await sharp(bytes).stats();
    expect(dominant.r).toBeLessThan(30);
    expect(colours[0]?.max).toBeGreaterThan(180);
  });

  it("stops when it is cancelled", async () => {
    const stop = new AbortController();
    const run = generateSampleSet(join(folder, "stopped"), {
      imagesPerClass: 20,
      size: SIZE,
      classes: ["morel"],
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 2) stop.abort();
      },
    });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    const files = await list(join(folder, "stopped"));
    expect(files.length).toBeGreaterThanOrEqual(2);
    expect(files.length).toBeLessThan(20);
  });
});

describe("drawSamplePicture", () => {
  it.each(SAMPLE_CLASSES)("draws a lively picture of %s", (name) => {
    const pixels = drawSamplePicture(name, 4, 1, SIZE);
    expect(pixels.length).toBe(SIZE * SIZE * 3);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const spread = Math.sqrt(
      pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) /
        pixels.length,
    );
    // Neither black nor burnt out, and not one flat colour.
    expect(mean).toBeGreaterThan(25);
    expect(mean).toBeLessThan(215);
    expect(spread).toBeGreaterThan(15);
  });

  it("gives the same picture again, and another for another seed or number", () => {
    const picture = drawSamplePicture("puffball", 1, 1, SIZE);
    expect(drawSamplePicture("puffball", 1, 1, SIZE)).toEqual(picture);
    expect(drawSamplePicture("puffball", 1, 2, SIZE)).not.toEqual(picture);
    expect(drawSamplePicture("puffball", 2, 1, SIZE)).not.toEqual(picture);
  });
});

async function list(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((name) => name.endsWith(".jpg")).toSorted();
}

async function hash(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}
