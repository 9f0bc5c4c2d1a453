import { opendir, stat } from "node:fs/promises";
import type { BigIntStats, Dirent } from "node:fs";
import { join, resolve } from "node:path";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { compareNaturally } from "#engine/storage/natural-order.ts";

import { sideOfName } from "./split-names.ts";

/** What a walk through a folder comes upon. Paths are relative, with `/`. */
export type ScanEntry =
  /** Before everything in it; the folder itself comes first, with an empty path. */
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "file"; readonly path: string }
  | {
      readonly kind: "problem";
      readonly path: string;
      readonly code: string;
      readonly message: string;
    };

/** Files that systems leave in folders; no person means them. */
const SYSTEM_FILES =
  /^(?:\.DS_Store|\._.*|\.localized|Thumbs\.db|ehthumbs\.db|desktop\.ini|Icon\r)$/i;
const SYSTEM_FOLDERS =
  /^(?:__MACOSX|\$RECYCLE\.BIN|System Volume Information|@eaDir)$|\.convolve$/i;

/** Whether a path, with `/`, is of a file or in a folder that a system made for itself. */
export function isSystemPath(path: string): boolean {
  const folders = path.split("/");
  const file = folders.pop() ?? "";
  return (
    SYSTEM_FILES.test(file) || folders.some((name) => SYSTEM_FOLDERS.test(name))
  );
}

/** Endings of picture files, and what has none. */
const PICTURE_NAME =
  /\.(?:jpe?g|jpe|jfif|png|apng|webp|gif|bmp|dib|tiff?|avif|heic|heif|svg|ico|jp2|jxl|ppm|pgm|pbm)$|^[^.]+$/i;

/** Whether a file may be a picture, by its name alone: for recognising the layout, before anything is read. */
export function looksLikePicture(path: string): boolean {
  return PICTURE_NAME.test(path.slice(path.lastIndexOf("/") + 1));
}

/**
 * Walks a folder, depth first, in natural order (test folders before validation and training, so that of one picture on two sides the
 * test set keeps it). Holds the names of the folders on the way only. Links are followed, each real folder once.
 * @param options.skip absolute paths of folders to leave out
 * @throws StudioError `dataset/folder-not-found`, `dataset/not-a-folder`, `dataset/folder-unreadable` for the folder itself; CancelledError
 */
export async function* scanFolder(
  folder: string,
  options: { signal?: AbortSignal; skip?: readonly string[] } = {},
): AsyncGenerator<ScanEntry> {
  const root = resolve(folder);
  const facts = await describeRoot(root);
  const visited = new Set([identityOf(facts, root)]);
  const skip = new Set((options.skip ?? []).map((path) => resolve(path)));
  yield { kind: "folder", path: "" };
  yield* walk("");

  async function* walk(path: string): AsyncGenerator<ScanEntry> {
    throwIfCancelled(options.signal);
    const absolute = join(root, ...path.split("/"));
    let entries: Entries;
    try {
      entries = await readEntries(absolute);
    } catch (cause) {
      if (path === "") throw unreadableRoot(root, cause);
      yield unreadableFolder(path, cause);
      return;
    }
    const prefix = path === "" ? "" : `${path}/`;
    for (const name of entries.files) {
      yield* fileEntries(prefix + name, name);
    }
    for (const entry of entries.others) {
      const child = prefix + entry.name;
      const place = join(absolute, entry.name);
      if (skip.has(place)) continue;
      if (entry.isDirectory() || entry.isSymbolicLink()) {
        yield* enter(child, place, entry);
      } else {
        yield specialFile(child);
      }
    }
  }

  async function* enter(
    path: string,
    place: string,
    entry: Dirent,
  ): AsyncGenerator<ScanEntry> {
    let target: BigIntStats;
    try {
      target = await stat(place, { bigint: true });
    } catch (cause) {
      yield entry.isDirectory()
        ? unreadableFolder(path, cause)
        : brokenLink(path, cause);
      return;
    }
    if (target.isFile()) {
      yield* fileEntries(path, entry.name);
      return;
    }
    if (!target.isDirectory()) {
      yield specialFile(path);
      return;
    }
    if (SYSTEM_FOLDERS.test(entry.name)) return;
    if (entry.name.startsWith(".")) {
      yield hidden(path, "folder");
      return;
    }
    const identity = identityOf(target, place);
    if (visited.has(identity)) {
      yield visitedFolder(path);
      return;
    }
    visited.add(identity);
    yield { kind: "folder", path };
    yield* walk(path);
  }
}

function* fileEntries(path: string, name: string): Generator<ScanEntry> {
  if (SYSTEM_FILES.test(name)) return;
  if (name.startsWith(".")) yield hidden(path, "file");
  else yield { kind: "file", path };
}

interface Entries {
  /** Names only, which keeps a folder of a million files small. */
  readonly files: string[];
  readonly others: Dirent[];
}

/** A folder's entries, files first; files in order of their code units, which is much faster than the natural order. */
async function readEntries(folder: string): Promise<Entries> {
  const files: string[] = [];
  const others: Dirent[] = [];
  for await (const entry of await opendir(folder, { bufferSize: 256 })) {
    if (entry.isFile()) files.push(entry.name);
    else others.push(entry);
  }
  files.sort();
  others.sort(
    (first, second) =>
      rankOf(first) - rankOf(second) ||
      compareNaturally(first.name, second.name),
  );
  return { files, others };
}

function rankOf(entry: Dirent): number {
  const side = sideOfName(entry.name);
  if (side === "test") return 1;
  if (side === "evaluation") return 2;
  if (side === "validation") return 3;
  return 4;
}

async function describeRoot(root: string): Promise<BigIntStats> {
  let facts: BigIntStats;
  try {
    facts = await stat(root, { bigint: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      throw unreadableRoot(root, cause);
    }
    throw new StudioError(
      "dataset/folder-not-found",
      `Expected a folder of pictures at ${root}. Received: nothing is there. Check the path, and that the drive is connected.`,
      { cause },
    );
  }
  if (facts.isDirectory()) return facts;
  throw new StudioError(
    "dataset/not-a-folder",
    `Expected a folder of pictures at ${root}. Received: a file. Choose the folder that holds the class folders.`,
  );
}

/** Device and inode; where a file system has no inodes, the path. */
function identityOf(facts: BigIntStats, path: string): string {
  return facts.ino === 0n ? path : `${facts.dev}/${facts.ino}`;
}

function unreadableRoot(root: string, cause: unknown): StudioError {
  return new StudioError(
    "dataset/folder-unreadable",
    `Expected a folder of pictures at ${root} that can be read. Received: ${reasonOf(cause)}. ${actionFor(cause)}, or choose another one.`,
    { cause },
  );
}

function unreadableFolder(path: string, cause: unknown): ScanEntry {
  return {
    kind: "problem",
    path,
    code: "folder/unreadable",
    message: `Expected a folder that can be read. Received: ${reasonOf(cause)}. ${actionFor(cause)}, then import again.`,
  };
}

function visitedFolder(path: string): ScanEntry {
  return {
    kind: "problem",
    path,
    code: "folder/linked-twice",
    message:
      "Expected each folder once. Received: a link to a folder that is read already, or that contains this one. Nothing is lost; remove the link to be rid of this message.",
  };
}

function brokenLink(path: string, cause: unknown): ScanEntry {
  return {
    kind: "problem",
    path,
    code: "file/broken-link",
    message: `Expected a link to a file or folder that is there. Received: ${reasonOf(cause)}. Repair the link or remove it.`,
  };
}

function hidden(path: string, what: "file" | "folder"): ScanEntry {
  return {
    kind: "problem",
    path,
    code: `${what}/hidden`,
    message: `Expected visible files. Received: a hidden ${what} (its name begins with a dot). Rename it if its pictures belong to the data set.`,
  };
}

function specialFile(path: string): ScanEntry {
  return {
    kind: "problem",
    path,
    code: "file/special",
    message:
      "Expected files and folders. Received: a device, socket or pipe. Remove it from the folder.",
  };
}

function actionFor(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT") return "Put the folder back";
  if (code === "ENAMETOOLONG") return "Shorten the names of its folders";
  return "Give yourself permission to read the folder";
}

function reasonOf(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENAMETOOLONG") {
    return "a path that is longer than the system allows";
  }
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  if (code === "ENOENT") return "nothing is there";
  if (code === "ELOOP") return "links that lead round in a circle";
  return `the system's error ${code ?? String(cause)}`;
}
