import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { productionPackages } from "./production-packages.ts";
import { isFileShipped, type Target } from "./shipped-files.ts";

/**
 * Makes dist/stage/engine, or `engine` in the folder given as the argument: what the installers put beside app.asar. The engine's
 * sources (the pinned Node runs TypeScript), the built studio, assets, the packages that the engine needs with the native modules of
 * this one platform, and Node itself.
 */

const ROOT = resolve(import.meta.dirname, "..", "..");
const STAGE = resolve(process.argv[2] ?? join(ROOT, "dist", "stage"));

/** Sources of the engine that the packaged app has no use for. */
const NOT_SHIPPED = ["src/setup"];

stageEngine(process.platform, process.arch);

function stageEngine(platform: NodeJS.Platform, arch: string): void {
  const target = join(STAGE, "engine");
  const fresh = `${target}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });

  cpSync(join(ROOT, "src"), join(fresh, "src"), {
    recursive: true,
    filter: (path) => !NOT_SHIPPED.includes(slashed(relative(ROOT, path))),
  });
  cpSync(join(ROOT, "dist", "renderer"), join(fresh, "dist", "renderer"), {
    recursive: true,
  });
  cpSync(join(ROOT, "assets"), join(fresh, "assets"), {
    recursive: true,
    filter: (path) => !path.endsWith("train-backbone.py"),
  });
  for (const name of ["LICENSE", "README.md"]) {
    cpSync(join(ROOT, name), join(fresh, name));
  }
  writePackageJson(join(fresh, "package.json"));
  const goal = { platform, arch };
  for (const place of productionPackages(ROOT, platform, arch)) {
    cpSync(join(ROOT, place), join(fresh, place), {
      recursive: true,
      dereference: true,
      filter: (path) => isStaged(slashed(path), goal),
    });
  }
  copyRuntime(join(fresh, "runtime"), platform);

  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  process.stdout.write(`${target}\n`);
}

/** Only what the engine itself needs: its name, version, import aliases. */
function writePackageJson(path: string): void {
  const { name, productName, version, license, type, imports } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  ) as Record<string, unknown>;
  writeFileSync(
    path,
    JSON.stringify(
      { name, productName, version, license, private: true, type, imports },
      null,
      2,
    ),
  );
}

/** The Node that runs this script is the pinned one. */
function copyRuntime(folder: string, platform: NodeJS.Platform): void {
  mkdirSync(folder, { recursive: true });
  const name = platform === "win32" ? "node.exe" : "node";
  cpSync(process.execPath, join(folder, name));
  const licence = join(dirname(dirname(process.execPath)), "LICENSE");
  if (existsSync(licence)) cpSync(licence, join(folder, "LICENSE"));
}

/** Nested installations are placed one by one. */
function isStaged(path: string, target: Target): boolean {
  if (path.slice(ROOT.length + 1).endsWith("/node_modules")) return false;
  const inside = path.slice(path.lastIndexOf("/node_modules/") + 1);
  return isFileShipped(inside, target);
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
