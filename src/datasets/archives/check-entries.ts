import { hash } from "node:crypto";

import { portablePathProblem } from "#engine/base/portable-path.ts";
import { isSystemPath } from "#engine/datasets/scan.ts";

import type { ArchiveEntry, ArchiveFile } from "./archive-entry.ts";
import {
  archiveTooLarge,
  shorten,
  tooManyEntries,
  unsafeArchive,
} from "./archive-errors.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import type { PackedEntry } from "./packed-file.ts";

/** Files that hold files themselves: not opened, as what they unpack to would be bounded by nothing. */
const NESTED_ARCHIVE = /\.(?:zip|tar|tgz|gz|bz2|tbz2?|xz|txz|zst|7z|rar|tm)$/i;

export interface Placing {
  /** Gives a file its place below the folder; null leaves it out without a remark. Default: as in the archive. */
  readonly rename?: (path: string) => string | null;
  /** Files that are packed themselves are given like others. */
  readonly keepsPacked?: boolean;
}

/**
 * Turns what an archive claims to hold into files that may be written, and remarks about the rest. Paths that lead out of the archive
 * and sizes beyond the limits refuse the whole of it.
 * @param placing what becomes of the files
 * @throws StudioError `archive/unsafe-path`, `archive/too-large`, `archive/too-many-entries`
 */
export async function* checkEntries(
  archive: ArchiveFile,
  entries: AsyncIterable<ArchiveEntry>,
  limits: ArchiveLimits,
  { rename, keepsPacked = false }: Placing = {},
): AsyncGenerator<PackedEntry> {
  const names = new TakenNames(archive, limits.entries);
  let totalBytes = 0;
  for await (const entry of entries) {
    const segments = segmentsOf(archive, entry.path);
    totalBytes += entry.sizeBytes;
    refuseBomb(archive, totalBytes, limits);
    if (entry.kind === "folder" || segments.length === 0) continue;
    const written = segments.join("/");
    if (isSystemPath(written)) continue;
    const path = rename ? rename(written) : written;
    if (path === null) continue;
    const problem =
      whyNot(entry, path, limits) ??
      whyPacked(path, keepsPacked) ??
      names.whyTaken(path);
    yield problem === null
      ? {
          kind: "file",
          path,
          sizeBytes: entry.sizeBytes,
          read: () => entry.read(),
        }
      : { kind: "problem", path: shorten(path), ...problem };
  }
}

interface Problem {
  readonly code: string;
  readonly message: string;
}

/** Names of the folders and of the file; `./` before them says nothing. @throws StudioError `archive/unsafe-path` */
function segmentsOf({ name }: ArchiveFile, path: string): string[] {
  const segments = path.split("/").filter((part) => part !== ".");
  if (segments.at(-1) === "") segments.pop();
  const leadsOut =
    path.startsWith("/") ||
    segments.includes("..") ||
    /^[a-z]:/i.test(path) ||
    path.includes("\\");
  if (leadsOut) throw unsafeArchive(name, path);
  return segments;
}

function refuseBomb(
  { name, sizeBytes }: ArchiveFile,
  totalBytes: number,
  { totalBytes: most, ratio, ratioFromBytes }: ArchiveLimits,
): void {
  if (totalBytes > most) {
    throw archiveTooLarge(name, `unpacks to more than ${gigabytes(most)}`);
  }
  if (totalBytes > ratioFromBytes && totalBytes > ratio * sizeBytes) {
    throw archiveTooLarge(
      name,
      `unpacks to more than ${ratio} times its own size and more than ${gigabytes(ratioFromBytes)}`,
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toLocaleString("en", { maximumFractionDigits: 3 })} GB`;
}

function whyNot(
  { kind, sizeBytes }: ArchiveEntry,
  path: string,
  limits: ArchiveLimits,
): Problem | null {
  if (kind !== "file") {
    const what = kind === "link" ? "a link" : "a device or pipe";
    return {
      code: `archive/${kind}`,
      message: `Expected files and folders in the archive. Received: ${what}, which is not made. Put the file itself into the archive.`,
    };
  }
  const problem = portablePathProblem(path.split("/"));
  if (problem !== null) {
    return {
      code: "archive/path",
      message: `Expected a path that a file can have on every system. Received: one that cannot be used, because ${problem}. Unpack the archive, rename the file and import the folder.`,
    };
  }
  if (sizeBytes > limits.fileBytes) {
    return {
      code: "archive/file-too-large",
      message: `Expected files of at most ${limits.fileBytes} bytes. Received: ${sizeBytes}. It was left in the archive; make the picture smaller if it is one.`,
    };
  }
  return null;
}

function whyPacked(path: string, isKept: boolean): Problem | null {
  if (isKept || !NESTED_ARCHIVE.test(path)) return null;
  return {
    code: "archive/nested",
    message:
      "Expected pictures in the archive. Received: another archive, which is not opened. Unpack the outer one and import this one for itself.",
  };
}

/** Paths that are in use, as the least distinguishing file system compares them: without capitals, in one Unicode form. */
class TakenNames {
  readonly #archive: ArchiveFile;
  readonly #most: number;
  /** Of each path only its hash, so that a million long ones stay small. */
  readonly #files = new Set<string>();
  /** What holds a file, and can be none itself. */
  readonly #folders = new Set<string>();
  /** Of the last file, which was taken: archives hold one folder after the other. */
  #lastFolder = "";

  constructor(archive: ArchiveFile, most: number) {
    this.#archive = archive;
    this.#most = most;
  }

  /** Takes a path, or says why it cannot be had. @throws StudioError `archive/too-many-entries` */
  whyTaken(path: string): Problem | null {
    const key = path.normalize("NFC").toLowerCase();
    const file = shortHash(key);
    const isTaken = this.#files.has(file) || this.#folders.has(file);
    const folder = key.slice(0, key.lastIndexOf("/") + 1);
    const isPlaced = folder === this.#lastFolder || this.#takeFolders(key);
    if (isTaken || !isPlaced) {
      return {
        code: "archive/same-name",
        message:
          "Expected every name once. Received: a name that another file or folder has, perhaps with other capitals or with accents written in another way; some systems take the two for one. The first was taken. Rename one of them.",
      };
    }
    this.#files.add(file);
    this.#lastFolder = folder;
    return null;
  }

  /** Whether none of the folders above is a file. */
  #takeFolders(key: string): boolean {
    for (
      let end = key.lastIndexOf("/");
      end > 0;
      end = key.lastIndexOf("/", end - 1)
    ) {
      const folder = shortHash(key.slice(0, end));
      if (this.#folders.has(folder)) return true;
      if (this.#files.has(folder)) return false;
      this.#folders.add(folder);
      if (this.#folders.size > this.#most) {
        throw tooManyEntries(this.#archive.name, this.#most);
      }
    }
    return true;
  }
}

/** 72 bits: among two million names, two that differ are taken for one once in a billion archives. */
function shortHash(text: string): string {
  return hash("sha256", text, "base64").slice(0, 12);
}
