import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { ROOT } from "./root.js";

/** What is bundled, from what, and how: the engine itself runs from its sources. */
const BUILDS = {
  renderer: {
    sources: [
      "renderer",
      join("src", "api"),
      join("src", "graph"),
      join("src", "base"),
      "vite.config.ts",
      "package.json",
    ],
    result: join("dist", "renderer", "index.html"),
    command: [
      join("node_modules", "vite", "bin", "vite.js"),
      "build",
      "--logLevel",
      "warn",
    ],
  },
  electron: {
    sources: ["electron", join("src", "api"), "package.json"],
    result: join("dist", "electron", "main.cjs"),
    command: [join("electron", "packaging", "bundle.ts")],
  },
};

/** Builds each of these whose sources changed since it was built. */
export function buildStale(node, names) {
  for (const name of names) {
    const build = BUILDS[name];
    const stamp = join(ROOT, "dist", `${name}.stamp`);
    const wanted = digestOf(build.sources);
    const fresh =
      existsSync(join(ROOT, build.result)) &&
      existsSync(stamp) &&
      readFileSync(stamp, "utf8") === wanted;
    if (fresh) continue;
    const result = spawnSync(node, build.command, {
      cwd: ROOT,
      stdio: ["ignore", 2, 2],
    });
    if (result.status !== 0) {
      process.stderr.write(
        `The ${name} could not be built: see the message above.\n`,
      );
      process.exit(result.status ?? 1);
    }
    mkdirSync(join(ROOT, "dist"), { recursive: true });
    writeFileSync(stamp, wanted);
  }
}

/** A digest of every source file's path and content, so that a checkout with new times builds nothing anew. */
function digestOf(sources) {
  const hash = createHash("sha256");
  for (const source of sources) addTo(hash, source);
  return hash.digest("hex");
}

function addTo(hash, path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return;
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).toSorted())
      addTo(hash, join(path, name));
    return;
  }
  hash.update(path).update("\0").update(readFileSync(full)).update("\0");
}
