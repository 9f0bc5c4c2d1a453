import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, extname, join, parse, resolve } from "node:path";

import type { FolderListing } from "#api/system.ts";
import { StudioError } from "#engine/base/errors.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";

const IMAGE_ENDINGS = new Set(
  ".jpg .jpeg .jfif .png .webp .gif .bmp .tif .tiff .avif .svg".split(" "),
);
/** Files that someone may want to choose: models and archives. */
const SHOWN_ENDINGS = new Set([".zip", ".json", ".convolve"]);

/**
 * One folder of the engine's machine, for hosts that have no picker of their own. Hidden entries are left out.
 * @param path absolute; null is the person's own folder
 * @throws StudioError `system/folder`
 */
export async function listFolder(path: string | null): Promise<FolderListing> {
  const folder = resolve(path ?? homedir());
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new StudioError(
        "system/folder",
        `The folder ${folder} cannot be opened: ${reasonOf(cause.code)}. Choose another one.`,
        { cause },
      );
    },
  );
  const visible = entries.filter((entry) => !entry.name.startsWith("."));
  const names = new Intl.Collator(undefined, { numeric: true });
  const listed = visible
    .map((entry) => ({
      name: entry.name,
      path: join(folder, entry.name),
      // A link may lead to a folder; it is shown as one and says what is wrong when it is opened.
      isFolder: entry.isDirectory() || entry.isSymbolicLink(),
    }))
    .filter(
      (entry) =>
        entry.isFolder || SHOWN_ENDINGS.has(extname(entry.name).toLowerCase()),
    )
    .map(({ name, path: entryPath, isFolder }) => ({
      name,
      path: entryPath,
      kind: isFolder ? ("folder" as const) : ("file" as const),
      isProject: isFolder && existsSync(projectPaths(entryPath).manifest),
    }))
    .toSorted(
      (left, right) =>
        Number(left.kind === "file") - Number(right.kind === "file") ||
        names.compare(left.name, right.name),
    );
  return {
    path: folder,
    parent: dirname(folder) === folder ? null : dirname(folder),
    roots: roots(),
    entries: listed,
    imageCount: visible.filter((entry) =>
      IMAGE_ENDINGS.has(extname(entry.name).toLowerCase()),
    ).length,
  };
}

function roots(): { name: string; path: string }[] {
  const home = homedir();
  const places = ["Desktop", "Documents", "Pictures", "Downloads"]
    .map((name) => ({ name, path: join(home, name) }))
    .filter((place) => existsSync(place.path));
  const drives =
    process.platform === "win32"
      ? [..."CDEFGHIJKLMNOPQRSTUVWXYZ"]
          .map((letter) => ({ name: `${letter}:`, path: `${letter}:\\` }))
          .filter((drive) => existsSync(drive.path))
      : [{ name: "/", path: parse(home).root }];
  return [{ name: "Home", path: home }, ...places, ...drives];
}

function reasonOf(code: string | undefined): string {
  if (code === "ENOENT") return "it does not exist";
  if (code === "ENOTDIR") return "it is not a folder";
  if (code === "EACCES" || code === "EPERM") return "you may not read it";
  return code ?? "unknown reason";
}
