import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import { forEachInFlight } from "#engine/imaging/in-flight.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";

let folder: string;
let picture: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-pool-"));
  picture = await sharp({
    create: { width: 400, height: 300, channels: 3, background: "#804020" },
  })
    .jpeg()
    .toBuffer();
});
afterAll(() => rm(folder, { recursive: true }));

describe("createDecodePool", () => {
  it("inspects a file by path: hash, size, facts, thumbnail, odd name", async () => {
    const pool = createDecodePool({ threads: 1 });
    const path = join(folder, "brown.png");
    await writeFile(path, picture);
    const found = await pool.inspect({ path });
    await pool.close();
    expect(found.sha256).toBe(
      createHash("sha256").update(picture).digest("hex"),
    );
    expect(found.sizeBytes).toBe(picture.length);
    expect(found.facts).toMatchObject({
      width: 400,
      height: 300,
      format: "jpeg",
    });
    expect(found.wrongExtension).toBe(true);
    expect((await sharp(found.thumbnail).metadata()).width).toBe(256);
  });

  it("prepares the same pixels as the function alone, for many requests at once", async () => {
    const pool = createDecodePool({ threads: 2 });
    const preprocessing = standardPreprocessing(32, "zero-to-one");
    const expected = await preparePicture(picture, preprocessing);
    const all = await Promise.all(
      Array.from({ length: 25 }, () =>
        pool.prepare({ bytes: picture }, preprocessing),
      ),
    );
    await pool.close();
    expect(all).toHaveLength(25);
    for (const pixels of all) expect(Buffer.compare(pixels, expected)).toBe(0);
  });

  it("reports each bad file by code and goes on", async () => {
    const pool = createDecodePool({ threads: 1 });
    const bad = pool.inspect({ bytes: new Uint8Array() });
    const missing = pool.inspect({ path: join(folder, "nowhere.jpg") });
    const isFolder = pool.inspect({ path: folder });
    await expect(bad).rejects.toMatchObject({ code: "image/empty" });
    await expect(bad).rejects.toBeInstanceOf(PictureError);
    await expect(missing).rejects.toMatchObject({ code: "image/unreadable" });
    await expect(isFolder).rejects.toMatchObject({ code: "image/unreadable" });
    expect((await pool.inspect({ bytes: picture })).facts.width).toBe(400);
    await pool.close();
  });

  it("cancels one request and answers the others", async () => {
    const pool = createDecodePool({ threads: 1 });
    const stop = new AbortController();
    const kept = pool.inspect({ bytes: picture });
    const dropped = Array.from({ length: 8 }, () =>
      pool.inspect({ bytes: picture }, { signal: stop.signal }),
    );
    stop.abort();
    const results = await Promise.allSettled(dropped);
    for (const result of results) {
      expect(result.status === "rejected" && result.reason).toBeInstanceOf(
        CancelledError,
      );
    }
    expect((await kept).facts.height).toBe(300);
    await pool.close();
  });

  it("leaves no thread behind", async () => {
    const before = workerCount();
    const pool = createDecodePool({ threads: 2 });
    const waiting = Array.from({ length: 400 }, () =>
      pool.inspect({ bytes: picture }),
    );
    await waiting[0];
    expect(workerCount()).toBeGreaterThan(before);
    const settled = Promise.allSettled(waiting);
    await pool.close();
    await settled;
    expect(workerCount()).toBe(before);
    await expect(pool.inspect({ bytes: picture })).rejects.toBeInstanceOf(
      CancelledError,
    );
  });
});

describe("forEachInFlight", () => {
  it("never has more than the limit under way and does every item", async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    await forEachInFlight([5, 1, 3, 2, 4], 2, async (item) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, item));
      underWay--;
      done.push(item);
    });
    expect(most).toBe(2);
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
  });

  it("throws the first failure after what is under way has ended", async () => {
    let ended = 0;
    const run = forEachInFlight([1, 2, 3, 4, 5, 6], 2, async (item) => {
      await Promise.resolve();
      if (item === 2) throw new Error("two");
      ended++;
    });
    await expect(run).rejects.toThrow("two");
    expect(ended).toBeLessThan(5);
  });

  it("stops when it is cancelled", async () => {
    const stop = new AbortController();
    let done = 0;
    const run = forEachInFlight(
      Array.from({ length: 100 }, (_, i) => i),
      1,
      async () => {
        if (++done === 3) stop.abort();
      },
      stop.signal,
    );
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(done).toBe(3);
  });
});

function workerCount(): number {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === "MessagePort").length;
}
