import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Real pictures and weights to test on; they are not part of the repository. */
const TEST_DATA =
  process.env["CONVOLVE_TEST_DATA"] ??
  resolve(import.meta.dirname, "..", "..", "..", "shared", "data");

/** Absolute path of a file or folder of the real test data; it may be absent. */
export function testDataPath(...parts: readonly string[]): string {
  return join(TEST_DATA, ...parts);
}

/** Whether real test data is there; says once on the console what is skipped where it is not. */
export function hasTestData(...parts: readonly string[]): boolean {
  const path = testDataPath(...parts);
  if (existsSync(path)) return true;
  console.warn(
    `Skipped: ${parts.join("/")} is not there. Set CONVOLVE_TEST_DATA to the folder of real test data.`,
  );
  return false;
}
