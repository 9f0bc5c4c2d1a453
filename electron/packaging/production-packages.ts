import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isPackageShipped } from "./shipped-files.ts";

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/**
 * Folders (`node_modules/…`, relative to the root) of every package that the engine needs on one platform: what package.json
 * lists under `dependencies` and all below them, as package-lock.json places them. Optional packages that are not installed, or that are
 * for another system, are left out, and so is what the engine never loads there.
 */
export function productionPackages(
  root: string,
  platform: NodeJS.Platform,
  arch: string,
): string[] {
  const lock = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  ) as { packages: Record<string, LockedPackage> };
  const found = new Set<string>();
  const visit = (name: string, from: string, optional: boolean) => {
    if (name.startsWith("@types/")) return;
    const place = placeOf(lock.packages, name, from);
    if (place === null || !existsSync(join(root, place))) {
      if (optional) return;
      throw new Error(
        `${name}, which ${from || "Convolve"} needs, is not installed. Run "npm ci" and try again.`,
      );
    }
    const entry = lock.packages[place] ?? {};
    if (!fits(entry.os, platform) || !fits(entry.cpu, arch)) return;
    if (!isPackageShipped(place, { platform, arch })) return;
    if (found.has(place)) return;
    found.add(place);
    for (const dependency of Object.keys(entry.dependencies ?? {})) {
      visit(dependency, place, false);
    }
    for (const dependency of Object.keys(entry.optionalDependencies ?? {})) {
      visit(dependency, place, true);
    }
  };
  for (const name of Object.keys(lock.packages[""]?.dependencies ?? {})) {
    visit(name, "", false);
  }
  return [...found].toSorted();
}

/** Node's own rule: the nearest node_modules upwards. */
function placeOf(
  packages: Record<string, LockedPackage>,
  name: string,
  from: string,
): string | null {
  for (let folder = from; ;) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (folder === "") return null;
    const cut = folder.lastIndexOf("/node_modules/");
    folder = cut < 0 ? "" : folder.slice(0, cut);
  }
}

/** npm's os and cpu lists: empty fits all, `!x` excludes. */
function fits(wanted: readonly string[] | undefined, actual: string): boolean {
  if (!wanted || wanted.length === 0) return true;
  if (wanted.includes(`!${actual}`)) return false;
  const positive = wanted.filter((word) => !word.startsWith("!"));
  return positive.length === 0 || positive.includes(actual);
}
