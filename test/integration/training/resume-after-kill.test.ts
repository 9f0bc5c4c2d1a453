import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { runPaths } from "#engine/storage/project-paths.ts";
import { loadCheckpoint } from "#engine/training/checkpoint.ts";
import { readHistory } from "#engine/training/history-file.ts";
import { withoutClock } from "./synthetic-run.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-kill-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Trains in a process of its own. @param killAt epoch at whose line it is killed with SIGKILL; undefined: runs to its end */
function train(projectDirectory: string, killAt?: number) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "train-child.ts"), projectDirectory],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    const epochs = [...text.matchAll(/epoch (\d+)/g)].map(([, n]) => Number(n));
    if (killAt !== undefined && Math.max(...epochs) >= killAt) {
      child.kill("SIGKILL");
    }
  });
  return new Promise<{ code: number | null; signal: string | null }>(
    (resolve) => child.on("close", (code, signal) => resolve({ code, signal })),
  );
}

describe("training after kill -9", () => {
  it("ends with the same weights and history, bit for bit", async () => {
    const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
    expect(await train(whole)).toEqual({ code: 0, signal: null });
    // In the head's epochs, at the change of phases, in fine-tuning.
    for (const killAt of [3, 12, 16]) {
      expect(await train(killed, killAt)).toMatchObject({ signal: "SIGKILL" });
      const state = await loadCheckpoint(killed, "run");
      expect(state?.epoch).toBeGreaterThanOrEqual(killAt);
      expect(state?.epoch).toBeLessThan(24);
    }
    expect(await train(killed)).toEqual({ code: 0, signal: null });
    const [expected, got] = [runPaths(whole, "run"), runPaths(killed, "run")];
    expect(await readFile(got.best)).toEqual(await readFile(expected.best));
    expect(withoutClock(await readHistory(got.history))).toEqual(
      withoutClock(await readHistory(expected.history)),
    );
    expect(withoutClock(await readHistory(got.history))).toHaveLength(24);
  });
});
