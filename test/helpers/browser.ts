import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type Browser, chromium, type LaunchOptions } from "playwright-core";

const ROOT = resolve(import.meta.dirname, "..", "..");
const CACHE = join(ROOT, "node_modules", ".cache", "convolve");

/**
 * Our own arguments, not the ones that the Chromium package recommends: those switch off web security and site isolation, so that
 * a test of Origin checks and policies under them could not fail.
 */
const BROWSER_ARGUMENTS: readonly string[] = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--font-render-hinting=none",
];

/** How to launch a real Chromium: the one that comes with the packages on linux/x64, elsewhere the installed Chrome or Edge. */
export async function launchOptions(
  extraArguments: readonly string[] = [],
): Promise<LaunchOptions> {
  const args = [...BROWSER_ARGUMENTS, ...extraArguments];
  if (process.platform === "linux" && process.arch === "x64") {
    return { executablePath: await unpackedChromium(), args };
  }
  return { channel: process.platform === "win32" ? "msedge" : "chrome", args };
}

export async function launchBrowser(
  extraArguments: readonly string[] = [],
): Promise<Browser> {
  return chromium.launch(await launchOptions(extraArguments));
}

/** Unpacks the package's Chromium once into node_modules/.cache, under a lock, and gives its path. */
async function unpackedChromium(): Promise<string> {
  const version = "153.0.0";
  const folder = join(CACHE, `chromium-${version}`);
  const path = join(folder, "chromium");
  const lock = `${folder}.lock`;
  while (!existsSync(path)) {
    if (takeLock(lock)) {
      try {
        if (!existsSync(path)) unpack(folder);
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    } else {
      await sleep(200);
    }
  }
  return path;
}

/** A folder as a lock; one that is older than two minutes belongs to a process that died. */
function takeLock(lock: string): boolean {
  mkdirSync(CACHE, { recursive: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > 120_000) {
      rmSync(lock, { recursive: true, force: true });
    }
    return false;
  }
}

/** The package unpacks into the temporary folder and trusts what it finds there: it gets a fresh one, in a process of its own. */
function unpack(folder: string): void {
  const fresh = `${folder}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `const { default: chromium } = await import("@sparticuz/chromium"); await chromium.executablePath();`,
    ],
    { cwd: ROOT, env: { ...process.env, TMPDIR: fresh }, stdio: "ignore" },
  );
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}
