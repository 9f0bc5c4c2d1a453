import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import process from "node:process";

import { ROOT } from "./root.js";

const STAMP = join(ROOT, "node_modules", ".convolve-installed");

/** Runs `npm ci` when node_modules is missing or was made from another lock file. Says so on standard error. */
export function installIfNeeded() {
  const wanted = lockDigest();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  process.stderr.write("Installing packages (once; about a minute) …\n");
  const result = spawnSync(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: ROOT,
      // Standard output belongs to the command: `convolve --json` ends in one line of JSON.
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
      env: {
        ...process.env,
        // Its install script fetches CUDA libraries and fails the whole installation where it cannot (microsoft/onnxruntime#24918).
        ONNXRUNTIME_NODE_INSTALL: "skip",
        ELECTRON_SKIP_BINARY_DOWNLOAD: "1",
      },
    },
  );
  if (result.status !== 0) {
    process.stderr.write(
      "The packages could not be installed: see npm's message above. Check the connection to the package registry and try again.\n",
    );
    process.exit(result.status ?? 1);
  }
  writeFileSync(STAMP, wanted);
}

function lockDigest() {
  return createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
}
