import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { openBatchReader } from "#engine/datasets/batches.ts";
import type {
  BatchReaderOptions,
  BatchSample,
} from "#engine/datasets/batches.ts";
import { openPixelCache } from "#engine/datasets/pixel-cache.ts";
import type { CachedImage } from "#engine/datasets/pixel-cache.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import {
  drawMix,
  mixPixels,
  type DrawnMix,
} from "#engine/imaging/augmentations/mixing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";

const SIZE = 20;
const PREPROCESSING = standardPreprocessing(SIZE, "minus-one-to-one");
const PHOTOS = AUGMENTATION_PRESETS.photos;

let project: string;
let samples: (CachedImage & { label: number })[];
let pixels: Map<string, Uint8Array>;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "convolve-batches-"));
  pixels = new Map();
  samples = [];
  for (let label = 0; label < 11; label++) {
    const noise = {
      type: "gaussian",
      mean: 100 + label * 8,
      sigma: 30,
    } as const;
    const bytes = await sharp({
      create: { width: 50, height: 40, channels: 3, background: "#000", noise },
    })
      .png()
      .toBuffer();
    const path = join(project, `${label}.png`);
    await writeFile(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    samples.push({ sha256, path, label });
    pixels.set(sha256, await preparePicture(bytes, PREPROCESSING));
  }
  const cache = openPixelCache(project, PREPROCESSING);
  await cache.ensure(samples);
  cache.close();
});
afterAll(() => rm(project, { recursive: true }));

describe("openBatchReader", () => {
  it("gives the normalised pixels of the cache", async () => {
    const reader = open();
    const input = await reader.read(samples, null);
    await reader.close();
    const expected = samples.map(
      ({ sha256 }) => pixels.get(sha256) ?? new Uint8Array(),
    );
    expect(input).toEqual(normalisePictures(expected, PREPROCESSING));
  });

  it("gives the version that drawAugmentation and augmentPixels give", async () => {
    const reader = open({ augmentation: PHOTOS, seed: 5 });
    const input = await reader.read(samples.slice(0, 3), 2);
    await reader.close();
    const expected = samples.slice(0, 3).map(({ sha256 }) => {
      const drawn = drawAugmentation(PHOTOS, 5, 2, sha256);
      const original = pixels.get(sha256) ?? new Uint8Array();
      return augmentPixels(
        original,
        SIZE,
        SIZE,
        drawn,
        PREPROCESSING.background,
      );
    });
    expect(input).toEqual(normalisePictures(expected, PREPROCESSING));
  });

  it("mixes each picture with its partner, both in the same version", async () => {
    const config = { ...PHOTOS, mixUp: 1, cutMix: 1 };
    const reader = open({ augmentation: config, seed: 5 });
    const [own, partners] = [samples.slice(0, 5), samples.slice(3, 8)];
    const mixed = await reader.read(own, 2, partners);
    const plain = await reader.read(own, null, partners);
    await reader.close();
    const versionOf = ({ sha256 }: BatchSample) =>
      augmentPixels(
        pixels.get(sha256) ?? new Uint8Array(),
        SIZE,
        SIZE,
        drawAugmentation(config, 5, 2, sha256),
        PREPROCESSING.background,
      );
    const expected = own.map((sample, i) =>
      mixPixels(
        versionOf(sample),
        versionOf(partners[i] as BatchSample),
        drawMix(config, 5, 2, sample.sha256) as DrawnMix,
        SIZE,
        SIZE,
      ),
    );
    expect(mixed).toEqual(normalisePictures(expected, PREPROCESSING));
    const originals = own.map(({ sha256 }) => pixels.get(sha256)!);
    expect(plain).toEqual(normalisePictures(originals, PREPROCESSING));
  });

  it("gives the same with one thread and with three, whatever is asked for at once", async () => {
    const options = { augmentation: PHOTOS, seed: 5 };
    const parts = [samples.slice(0, 4), samples.slice(4, 8), samples.slice(8)];
    const read = async (threads: number) => {
      const reader = open({ ...options, threads });
      const inputs = await Promise.all(
        parts.map((part) => reader.read(part, 1)),
      );
      await reader.close();
      return inputs;
    };
    expect(await read(3)).toEqual(await read(1));
  });

  it("stops by a signal", async () => {
    const reader = open();
    const stop = new AbortController();
    const underWay = samples.map((one) =>
      reader.read([one], 1, null, stop.signal),
    );
    stop.abort();
    await expect(Promise.all(underWay)).rejects.toBeInstanceOf(CancelledError);
    await Promise.allSettled(underWay);
    await reader.close();
  });

  it("says which code when a picture was never decoded", async () => {
    const reader = open();
    await expect(
      reader.read([{ sha256: "ee".repeat(32) }], null),
    ).rejects.toMatchObject({
      code: "cache/not-there",
    });
    await reader.close();
  });
});

function open(options: Partial<BatchReaderOptions> = {}) {
  return openBatchReader({
    projectDirectory: project,
    preprocessing: PREPROCESSING,
    seed: 1,
    threads: 1,
    ...options,
  });
}
