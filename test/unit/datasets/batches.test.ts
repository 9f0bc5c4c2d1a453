import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import {
  epochBatches,
  epochOrder,
  openBatchReader,
} from "#engine/datasets/batches.ts";
import type {
  Batch,
  BatchReaderOptions,
  BatchSample,
  EpochOptions,
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

describe("epochBatches", () => {
  it("shows each picture once, in an order of the seed and the epoch", async () => {
    const first = await epoch({ seed: 1, epoch: 0 });
    expect(labels(first).toSorted((a, b) => a - b)).toEqual(
      samples.map(({ label }) => label),
    );
    expect(labels(first)).toEqual(labels(await epoch({ seed: 1, epoch: 0 })));
    expect(labels(first)).not.toEqual(
      labels(await epoch({ seed: 1, epoch: 1 })),
    );
    expect(labels(first)).not.toEqual(
      labels(await epoch({ seed: 2, epoch: 0 })),
    );
    expect(labels(first)).toEqual(
      epochOrder(samples, 1, 0).map(({ label }) => label),
    );
  });

  it("keeps the order when it is not shuffled", async () => {
    const batches = await epoch({ shuffle: false });
    expect(labels(batches)).toEqual(samples.map(({ label }) => label));
  });

  it("fills the last batch with pictures of weight 0", async () => {
    const batches = await epoch({ shuffle: false });
    expect(batches.map(({ count }) => count)).toEqual([4, 4, 3]);
    const last = batches.at(-1);
    expect([...(last?.weights ?? [])]).toEqual([1, 1, 1, 0]);
    expect(last?.input.shape).toEqual([4, SIZE, SIZE, 3]);
    expect(last?.samples.map(({ label }) => label)).toEqual([8, 9, 10, 0]);
  });

  it("fills a batch that is larger than the data set", async () => {
    const batches = await epoch({ batchSize: 25 });
    expect(batches).toHaveLength(1);
    expect(batches[0]?.count).toBe(11);
    expect(batches[0]?.input.shape[0]).toBe(25);
  });

  it("is the same for one thread without and three with prefetch", async () => {
    const augmentation = PHOTOS;
    const alone = await epoch({ prefetch: 1 }, { augmentation, threads: 1 });
    const many = await epoch({ prefetch: 6 }, { augmentation, threads: 3 });
    expect(many).toEqual(alone);
  });

  it("draws by the variant, not by the epoch, where one is given", async () => {
    const augmentation = PHOTOS;
    const options = { shuffle: false, variant: 1 } as const;
    const early = await epoch({ ...options, epoch: 1 }, { augmentation });
    const late = await epoch({ ...options, epoch: 9 }, { augmentation });
    expect(late).toEqual(early);
    const other = await epoch({ ...options, variant: 2 }, { augmentation });
    expect(other[0]?.input).not.toEqual(early[0]?.input);
  });

  it("stops early, and by a signal", async () => {
    const reader = open();
    for await (const batch of epochBatches(reader, samples, epochOptions({}))) {
      expect(batch.count).toBe(4);
      break;
    }
    const stop = new AbortController();
    const run = (async () => {
      for await (const batch of epochBatches(
        reader,
        samples,
        epochOptions({ signal: stop.signal }),
      )) {
        expect(batch.count).toBe(4);
        stop.abort();
      }
    })();
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    await reader.close();
  });

  it("has nothing to give for no samples", async () => {
    const reader = open();
    const batches = [];
    for await (const batch of epochBatches(reader, [], epochOptions({}))) {
      batches.push(batch);
    }
    await reader.close();
    expect(batches).toEqual([]);
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

function epochOptions(options: Partial<EpochOptions>): EpochOptions {
  return { batchSize: 4, seed: 1, epoch: 0, ...options };
}

async function epoch(
  options: Partial<EpochOptions>,
  readerOptions: Partial<BatchReaderOptions> = {},
): Promise<Batch<BatchSample & { label: number }>[]> {
  const reader = open(readerOptions);
  const batches = [];
  for await (const batch of epochBatches(
    reader,
    samples,
    epochOptions(options),
  )) {
    batches.push(batch);
  }
  await reader.close();
  return batches;
}

function labels(
  batches: readonly Batch<BatchSample & { label: number }>[],
): number[] {
  return batches.flatMap(({ samples: shown, count }) =>
    shown.slice(0, count).map(({ label }) => label),
  );
}
