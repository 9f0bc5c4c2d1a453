import { spawn } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import type { BenchReport } from "#engine/bench/results.ts";
import {
  collect,
  jsonOf,
  type CommandResult,
} from "#test/helpers/command-line.ts";
import {
  canListProcesses,
  childrenOf,
  isRunning,
} from "#test/helpers/processes.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const ENTRY = resolve(import.meta.dirname, "..", "..", "src/bench/main.ts");

function start(args: readonly string[], python: string) {
  return spawn(process.execPath, [ENTRY, ...args], {
    env: { ...process.env, CONVOLVE_PYTHON: python, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function bench(python: string, ...args: string[]): Promise<CommandResult> {
  return collect(start([...args, "--quick", "--json"], python));
}

describe("the benchmark", { timeout: 120_000 }, () => {
  it("measures our side by itself where there is no Python, and goes on from saved results", async () => {
    const folder = await temporaryFolder();
    const save = join(folder, "results.json");
    const args = ["--only", "lenet-5-32/train", "--save", save];
    const first = jsonOf<BenchReport>(await bench("no-python", ...args));
    const [result] = first.results;
    expect(result?.id).toBe("lenet-5-32/train");
    expect(result?.rows.length).toBeGreaterThan(0);
    const row = result?.rows[0];
    expect(row).toMatchObject({ parameters: 61706, note: null });
    expect(row?.values).toHaveLength(3);
    expect(Math.min(...(row?.values ?? [0]))).toBeGreaterThan(0);
    expect(row?.peakBytes).toBeGreaterThan(50e6);
    expect(first.notes.join(" ")).toMatch(/No Python was found/);

    const saved = JSON.parse(await readFile(save, "utf8")) as BenchReport;
    expect(saved.results).toEqual(first.results);
    const again = jsonOf<BenchReport>(await bench("no-python", ...args));
    expect(again.results).toEqual(first.results);
  });

  it.skipIf(process.platform === "win32")(
    "shows a peer that dies in its row and measures the others",
    async () => {
      const folder = await temporaryFolder();
      // A Python that says it has PyTorch, and whose PyTorch cannot be loaded.
      const python = join(folder, "python");
      const versions = JSON.stringify({ torch: "2.0.0" });
      await writeFile(
        python,
        `#!/bin/sh\n[ "$1" = -c ] && echo '${versions}' && exit 0\necho 'ImportError: broken' >&2\nexit 3\n`,
      );
      await chmod(python, 0o755);
      const only = ["--only", "lenet-5-32/train"];
      const { results } = jsonOf<BenchReport>(await bench(python, ...only));
      const rows = results[0]?.rows ?? [];
      expect(rows[0]?.values).toHaveLength(3);
      const torch = rows.filter(({ side }) => side.startsWith("torch"));
      expect(torch.length).toBe(2);
      for (const row of torch) {
        expect(row.values).toEqual([]);
        expect(row.note).toMatch(/exit code 3.*ImportError: broken/);
      }
    },
  );

  it("refuses a case that there is not with the list of those that there are", async () => {
    const result = await bench("no-python", "--only", "vgg");
    expect(result.code).toBe(1);
    const { error } = jsonOf<{ error: { code: string; message: string } }>(
      result,
    );
    expect(error.code).toBe("bench/unknown-case");
    expect(error.message).toContain("lenet-5-32/train");
  });

  it.runIf(canListProcesses)(
    "leaves no process behind when it is interrupted",
    async () => {
      const child = start(["--only", "mobilenet-v2-96/train"], "no-python");
      const output = collect(child);
      const pid = child.pid as number;
      let sides: number[] = [];
      for (let tries = 0; tries < 200 && sides.length === 0; tries++) {
        await wait(50);
        sides = await childrenOf(pid);
      }
      expect(sides.length).toBeGreaterThan(0);
      child.kill("SIGINT");
      child.kill("SIGINT");
      expect((await output).code).toBe(130);
      for (let tries = 0; tries < 50; tries++) {
        const left = await Promise.all(sides.map(isRunning));
        if (!left.includes(true)) return;
        await wait(100);
      }
      expect.fail("A side still runs.");
    },
  );
});
