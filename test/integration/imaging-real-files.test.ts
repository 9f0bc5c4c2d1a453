import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { performance as nodePerformance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";

import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import { forEachInFlight } from "#engine/imaging/in-flight.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

interface Golden {
  readonly path: string;
  readonly size: number;
  /** Base64 of RGB8. */
  readonly pixels: string;
}

const GOLDEN = JSON.parse(
  readFileSync("test/golden/imaging/pillow-photographs.json", "utf8"),
) as Golden[];

describe.skipIf(!hasTestData("odd-files"))("preparePicture", () => {
  it.each(GOLDEN)(
    "sees $path as Pillow does",
    async ({ path, size, pixels }) => {
      const prepared = await preparePicture(
        readFileSync(testDataPath("odd-files", path)),
        standardPreprocessing(size, "zero-to-one"),
      );
      const reference = Buffer.from(pixels, "base64");
      expect(prepared.length).toBe(reference.length);
      const largest = prepared.reduce(
        (most, value, i) =>
          Math.max(most, Math.abs(value - (reference[i] ?? 0))),
        0,
      );
      expect(largest).toBeLessThanOrEqual(1);
    },
  );
});

describe.skipIf(!hasTestData("datasets/clothing-10/test"))(
  "createDecodePool on photographs",
  () => {
    it("reads a folder of photographs with the caller's thread free", async () => {
      const root = testDataPath("datasets/clothing-10/test");
      const files = (await readdir(root, { recursive: true }))
        .filter((name) => name.endsWith(".jpg"))
        .slice(0, 60);
      const pool = createDecodePool();
      const hashes = new Set<string>();
      const before = nodePerformance.eventLoopUtilization();
      await forEachInFlight(files, pool.capacity, async (name) => {
        const { sha256, facts, thumbnail } = await pool.inspect({
          path: join(root, name),
        });
        hashes.add(sha256);
        expect(facts.format).toBe("jpeg");
        expect(thumbnail.length).toBeGreaterThan(1000);
      });
      const { utilization } = nodePerformance.eventLoopUtilization(before);
      await pool.close();
      expect(hashes.size).toBe(60);
      // On this thread the same work would keep the loop busy all the time.
      expect(utilization).toBeLessThan(0.6);
    });
  },
);
