import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { describe, expect, it, vi } from "vitest";

import { canListProcesses, isRunning } from "#test/helpers/processes.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");

describe("startWatchdog", () => {
  it("ends a process that hangs when its time is over", async () => {
    const child = spawn(process.execPath, [
      join(FIXTURES, "hanging-process.ts"),
      "1200",
    ]);
    const [code, signal] = (await once(child, "exit")) as [unknown, unknown];
    expect({ code, signal }).toEqual({ code: null, signal: "SIGKILL" });
  });

  it.skipIf(!canListProcesses)(
    "ends a process that hangs when whoever started it is gone",
    async () => {
      const parent = spawn(process.execPath, [
        join(FIXTURES, "parent-that-dies.ts"),
      ]);
      const [text] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(text.toString());
      expect(pid).toBeGreaterThan(0);
      await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false), {
        timeout: 10_000,
        interval: 100,
      });
    },
  );
});
