import { rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { parseCLI, startVitest } from "vitest/node";

const ROOT = resolve(import.meta.dirname, "..", "..");

/**
 * Runs the tests given on the command line, or all of them, and ends with the plain line `N passed, N failed`.
 * The exit code is 0 only when at least one test ran and none failed.
 */
async function main(): Promise<number> {
  const { filter, options } = parseCLI([
    "vitest",
    "run",
    ...process.argv.slice(2),
  ]);
  const vitest = await startVitest("test", filter, {
    ...options,
    root: ROOT,
    watch: false,
  });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of vitest.state.getTestModules()) {
    for (const test of module.children.allTests()) {
      counts[
        test.result().state === "pending"
          ? "skipped"
          : (test.result().state as keyof typeof counts)
      ] += 1;
    }
    if (
      module.state() === "failed" &&
      [...module.children.allTests("failed")].length === 0
    )
      counts.failed += 1;
  }
  const errors = vitest.state.getUnhandledErrors().length;
  await vitest.close();
  rmSync(join(ROOT, "dist", "test"), { recursive: true, force: true });
  console.log(
    `${counts.passed} passed, ${counts.failed + errors} failed, ${counts.skipped} skipped`,
  );
  return counts.failed + errors === 0 && counts.passed > 0 ? 0 : 1;
}

process.exitCode = await main();
