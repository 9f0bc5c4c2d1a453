import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it } from "vitest";

import { judge } from "#engine/export/parity/check-export.ts";
import { runCheckScript } from "#engine/export/parity/run-script.ts";

it("a check script that crashes has failed, with its last words", async () => {
  const folder = await mkdtemp(join(tmpdir(), "convolve-script-"));
  try {
    await writeFile(join(folder, "check.mjs"), "throw new Error('no model');");
    const check = {
      language: "node",
      script: "check.mjs",
      isSlow: false,
    } as const;
    const outcome = await runCheckScript(folder, check, ["a.png"], undefined);
    const pictures = [{ probabilities: Float32Array.of(0.5, 0.5) }];
    expect(judge(outcome, "check.mjs", pictures)).toMatchObject({
      pictures: 1,
      sameTop1: 0,
      passed: false,
      skipped: null,
      error: expect.stringContaining("no model"),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("a runtime that is not on the machine is not a failure", () => {
  const outcome = { kind: "skipped", reason: "No Python." } as const;
  expect(judge(outcome, "check.py", [])).toMatchObject({
    passed: false,
    skipped: "No Python.",
    error: null,
  });
});
