import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-memory-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Seen {
  readonly peakBytes: number;
  readonly estimatedBytes: number;
  readonly notices: readonly string[];
}

/** Trains in a process of its own. */
async function train(what: string): Promise<Seen> {
  const program = join(import.meta.dirname, "memory-child.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    folder,
    ...what.split(" "),
  ]);
  return JSON.parse(stdout) as Seen;
}

describe("memory of a training from scratch, with AdamW and averages", () => {
  // Model, input size, width, batch size, pictures of each of three classes.
  it.each([
    "lenet-5 32 1 64 64",
    "mobilenet-v2 96 0.35 32 24",
    "wide 64 1 64 86",
  ])(
    "is estimated within a factor of 1.5: %s",
    async (what) => {
      const { peakBytes, estimatedBytes, notices } = await train(what);
      expect(notices).toEqual([]);
      expect(estimatedBytes / peakBytes).toBeGreaterThan(1 / 1.5);
      expect(estimatedBytes / peakBytes).toBeLessThan(1.5);
    },
    60_000,
  );
});
