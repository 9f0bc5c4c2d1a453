import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { pixelCacheDirectory } from "#engine/datasets/pixel-cache-records.ts";
import { openPixelCache } from "#engine/datasets/pixel-cache.ts";
import type { CachedImage } from "#engine/datasets/pixel-cache.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";

const PREPROCESSING = standardPreprocessing(24, "minus-one-to-one");

let folder: string;
let project: string;
let images: CachedImage[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-pixels-"));
  images = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const background = { r: i * 20, g: 255 - i * 20, b: 90 };
      const bytes = await sharp({
        create: { width: 60, height: 40, channels: 3, background },
      })
        .png()
        .toBuffer();
      return store(`${i}.png`, bytes);
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  project = await mkdtemp(join(folder, "project-"));
});

describe("openPixelCache", () => {
  it("decodes what is missing, once, and gives the pixels of preparePicture", async () => {
    const cache = openPixelCache(project, PREPROCESSING);
    const progress: number[] = [];
    const first = await cache.ensure([...images, images[0] as CachedImage], {
      onProgress: ({ done }) => progress.push(done),
    });
    expect(first).toEqual({ added: 12, failed: [] });
    expect(progress.at(-1)).toBe(13);
    expect(cache.count).toBe(12);
    await expectAllRight(cache);
    expect(await cache.ensure(images)).toEqual({ added: 0, failed: [] });
    cache.close();
  });

  it("is there after it was closed, and in a second reader that was open before", async () => {
    const early = openPixelCache(project, PREPROCESSING);
    const cache = openPixelCache(project, PREPROCESSING);
    await cache.ensure(images);
    cache.close();
    await expectAllRight(early);
    early.close();
    const late = openPixelCache(project, PREPROCESSING);
    expect(late.count).toBe(12);
    await expectAllRight(late);
    late.close();
  });

  it("skips and reports what cannot be decoded or has changed", async () => {
    const cut = await store(
      "cut.png",
      (await readFile(images[0]?.path ?? "")).subarray(0, 60),
    );
    const changed = { sha256: "ab".repeat(32), path: images[1]?.path ?? "" };
    const gone = { sha256: "cd".repeat(32), path: join(folder, "gone.png") };
    const cache = openPixelCache(project, PREPROCESSING);
    const { added, failed } = await cache.ensure([
      cut,
      changed,
      gone,
      ...images,
    ]);
    expect(added).toBe(12);
    expect(failed.map(({ path, code }) => [path, code]).toSorted()).toEqual(
      [
        [cut.path, "image/truncated"],
        [changed.path, "image/changed"],
        [gone.path, "image/unreadable"],
      ].toSorted(),
    );
    expect(cache.has(cut.sha256)).toBe(false);
    expect(() => cache.read(cut.sha256)).toThrow(
      expect.objectContaining({ code: "cache/not-there" }),
    );
    cache.close();
  });

  it("keeps what was decoded before a cancel", async () => {
    const stop = new AbortController();
    const cache = openPixelCache(project, PREPROCESSING);
    const run = cache.ensure(images, {
      signal: stop.signal,
      onProgress: ({ done }) => {
        if (done === 3) stop.abort();
      },
    });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    cache.close();
    const again = openPixelCache(project, PREPROCESSING);
    const kept = again.count;
    expect(kept).toBeGreaterThanOrEqual(3);
    expect((await again.ensure(images)).added).toBe(12 - kept);
    again.close();
  });

  it("mends a record that was damaged and one that was cut off", async () => {
    const cache = openPixelCache(project, PREPROCESSING);
    await cache.ensure(images);
    cache.close();
    const directory = pixelCacheDirectory(project, PREPROCESSING);
    const name =
      (await readdir(directory)).find((file) => file.endsWith(".pixels")) ?? "";
    const bytes = await readFile(join(directory, name));
    bytes[10] = (bytes[10] ?? 0) ^ 255;
    await writeFile(join(directory, name), bytes);
    await truncate(join(directory, name), bytes.length - 5);

    const damaged = openPixelCache(project, PREPROCESSING);
    const unreadable = images.filter(({ sha256 }) => {
      try {
        damaged.read(sha256);
        return false;
      } catch {
        return true;
      }
    });
    expect(unreadable).toHaveLength(2);
    expect((await damaged.ensure(images)).added).toBe(2);
    await expectAllRight(damaged);
    damaged.close();
    const reopened = openPixelCache(project, PREPROCESSING);
    await expectAllRight(reopened);
    reopened.close();
  });

  it("shares pixels between networks that differ in range only", () => {
    expect(directoryOf(standardPreprocessing(24, "zero-to-one"))).toBe(
      directoryOf(PREPROCESSING),
    );
    for (const other of [
      standardPreprocessing(25, "minus-one-to-one"),
      standardPreprocessing(24, "minus-one-to-one", { resize: "fit" }),
      standardPreprocessing(24, "minus-one-to-one", { background: [0, 0, 0] }),
    ]) {
      expect(directoryOf(other)).not.toBe(directoryOf(PREPROCESSING));
    }
    const fit = standardPreprocessing(24, "zero-to-one", { resize: "fit" });
    expect(directoryOf({ ...fit, padding: "constant" })).toBe(directoryOf(fit));
    expect(directoryOf({ ...fit, padding: "edge" })).not.toBe(directoryOf(fit));
    expect(directoryOf({ ...fit, padding: "mirror" })).not.toBe(
      directoryOf({ ...fit, padding: "edge" }),
    );
    expect(directoryOf({ ...PREPROCESSING, padding: "edge" })).toBe(
      directoryOf(PREPROCESSING),
    );
  });

  it("holds only right pixels after its writer was killed", async () => {
    const many = await manyImages(150);
    await writeFile(join(folder, "many.json"), JSON.stringify(many));
    const writer = spawn(process.execPath, [
      "test/fixtures/fill-pixel-cache.ts",
      project,
      join(folder, "many.json"),
    ]);
    await new Promise<void>((resolve) => {
      writer.stdout.on("data", (chunk: Buffer) => {
        const done = Math.max(
          ...chunk.toString().trim().split("\n").map(Number),
        );
        if (done >= 20) resolve();
      });
      writer.on("exit", () => resolve());
    });
    const ended = new Promise((resolve) =>
      writer.on("exit", (_, signal) => resolve(signal)),
    );
    writer.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");

    const cache = openPixelCache(project, PREPROCESSING);
    expect(cache.count).toBeGreaterThanOrEqual(20);
    expect(cache.count).toBeLessThan(150);
    const kept = many.filter(({ sha256 }) => cache.has(sha256));
    await expectAllRight(cache, kept);
    expect((await cache.ensure(many)).added).toBe(150 - kept.length);
    await expectAllRight(cache, many);
    cache.close();
  });

  it.skipIf(process.platform === "win32")(
    "says that the disk is full, keeps what fitted and goes on later",
    async () => {
      const many = await manyImages(60);
      await writeFile(join(folder, "full.json"), JSON.stringify(many));
      // A limit of 40 KiB a file: the system refuses the write in the middle of a record, as a full disk does.
      const writer = spawn("bash", [
        "-c",
        'ulimit -f 40; exec "$0" "$@"',
        process.execPath,
        "test/fixtures/fill-pixel-cache.ts",
        project,
        join(folder, "full.json"),
      ]);
      let said = "";
      writer.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      const code = await new Promise((resolve) => writer.on("exit", resolve));
      expect([code, said]).toEqual([1, "storage/disk-full"]);

      const cache = openPixelCache(project, PREPROCESSING);
      const kept = many.filter(({ sha256 }) => cache.has(sha256));
      expect(kept.length).toBeGreaterThan(10);
      expect(kept.length).toBeLessThan(30);
      await expectAllRight(cache, kept);
      expect((await cache.ensure(many)).added).toBe(60 - kept.length);
      await expectAllRight(cache, many);
      cache.close();
    },
  );
});

function directoryOf(preprocessing: Preprocessing): string {
  return pixelCacheDirectory("project", preprocessing);
}

async function expectAllRight(
  cache: ReturnType<typeof openPixelCache>,
  expected: readonly CachedImage[] = images,
): Promise<void> {
  for (const { sha256, path } of expected) {
    const pixels = await preparePicture(await readFile(path), PREPROCESSING);
    expect(Buffer.compare(cache.read(sha256), pixels)).toBe(0);
  }
}

async function store(name: string, bytes: Uint8Array): Promise<CachedImage> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { sha256: createHash("sha256").update(bytes).digest("hex"), path };
}

function manyImages(count: number): Promise<CachedImage[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const background = { r: i, g: 255 - i, b: (i * 7) % 256 };
      const bytes = await sharp({
        create: { width: 300, height: 300, channels: 3, background },
      })
        .jpeg()
        .toBuffer();
      return store(`many-${i}.jpg`, bytes);
    }),
  );
}
