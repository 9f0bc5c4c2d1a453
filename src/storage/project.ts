import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";

import { StudioError } from "#engine/base/errors.ts";

import { removeOrphans, writeJsonAtomically } from "./atomic-file.ts";
import type { IndexWriter } from "./index-commands.ts";
import type { IndexReader } from "./index-queries.ts";
import { openIndexReader } from "./index-reader.ts";
import {
  readOnlyError,
  refusingWriter,
  startIndexWriter,
} from "./index-writer.ts";
import { newManifest, parseManifest } from "./project-format.ts";
import type { ProjectManifest } from "./project-format.ts";
import { lockProject } from "./project-lock.ts";
import { projectPaths } from "./project-paths.ts";
import type { Project } from "./project-types.ts";
import { toStorageError } from "./storage-errors.ts";

/**
 * Makes a project in a new or empty folder, and opens it.
 * @param directory path of the .convolve folder to make
 * @throws StudioError `project/folder-not-empty`, `project/file-system-unsupported`, `storage/…`
 */
export async function createProject(
  directory: string,
  options: { name: string },
): Promise<Project> {
  const absolute = resolve(directory);
  await makeEmptyFolder(absolute);
  const manifest = newManifest(options.name, new Date());
  const lock = await lockProject(absolute);
  try {
    // The manifest comes last: a folder without one is not a project yet.
    const writer = await startIndexWriter(projectPaths(absolute).index);
    try {
      await writeJsonAtomically(projectPaths(absolute).manifest, manifest);
    } catch (error) {
      await writer.close();
      throw error;
    }
    return assemble(absolute, manifest, false, writer, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Opens a project for this process alone; with `readOnly`, beside whoever has it open. A project that cannot be written (a
 * read-only drive, a drive without the locking that SQLite's write-ahead log needs) is opened for reading only.
 * @throws StudioError `project/not-found`, `project/locked`, `project/newer-version`, `project/unreadable`, `storage/…`
 */
export async function openProject(
  directory: string,
  options: { readOnly?: boolean } = {},
): Promise<Project> {
  const absolute = resolve(directory);
  const manifest = await readManifest(absolute);
  if (options.readOnly) return openReadOnly(absolute, manifest);
  try {
    return await openWritable(absolute, manifest);
  } catch (error) {
    if (!cannotWriteHere(error)) throw error;
    return openReadOnly(absolute, manifest);
  }
}

/** @throws StudioError `project/not-found`, `project/newer-version`, `project/unreadable` */
export async function readManifest(
  directory: string,
): Promise<ProjectManifest> {
  const path = projectPaths(directory).manifest;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      throw toStorageError(cause, `The project ${directory}`);
    }
    throw new StudioError(
      "project/not-found",
      `${directory} should be a project folder with a project.json in it, but there is none. Choose a folder that ends in .convolve, or make a new project.`,
      { cause },
    );
  }
  return parseManifest(text, path);
}

async function openWritable(
  directory: string,
  manifest: ProjectManifest,
): Promise<Project> {
  const lock = await lockProject(directory);
  try {
    const writer = await startIndexWriter(projectPaths(directory).index);
    // We hold the lock: whatever is left over is nobody's.
    await removeOrphans(directory, 0);
    return assemble(directory, manifest, false, writer, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function openReadOnly(directory: string, manifest: ProjectManifest): Project {
  return assemble(directory, manifest, true, refusingWriter(), {
    announce: () => Promise.resolve(),
    release: () => Promise.resolve(),
  });
}

function assemble(
  directory: string,
  initialManifest: ProjectManifest,
  readOnly: boolean,
  writer: IndexWriter,
  lock: Awaited<ReturnType<typeof lockProject>>,
): Project {
  const reader = openReader(directory, readOnly);
  let manifest = initialManifest;
  let closing: Promise<void> | undefined;
  return {
    directory,
    get manifest() {
      return manifest;
    },
    readOnly,
    reader,
    writer,
    announce: (url) => lock.announce(url),
    async updateManifest(changes) {
      if (readOnly) throw readOnlyError();
      const changed = { ...manifest, ...changes };
      await writeJsonAtomically(projectPaths(directory).manifest, changed);
      manifest = changed;
    },
    close() {
      closing ??= closeAll(reader, writer, () => lock.release());
      return closing;
    },
  };
}

/** The lock is freed whatever else goes wrong. */
async function closeAll(
  reader: IndexReader,
  writer: IndexWriter,
  release: () => Promise<void>,
): Promise<void> {
  try {
    reader.close();
    await writer.close();
  } finally {
    await release();
  }
}

/** On a read-only drive the write-ahead log's shared memory cannot be made; then nobody else can write either. */
export function openReader(directory: string, readOnly: boolean): IndexReader {
  if (!readOnly) return openIndexReader(directory);
  try {
    return openIndexReader(directory);
  } catch (error) {
    if (!cannotWriteHere(error)) throw error;
    return openIndexReader(directory, { immutable: true });
  }
}

function cannotWriteHere(error: unknown): boolean {
  return (
    error instanceof StudioError &&
    (error.code === "storage/not-writable" ||
      error.code === "project/file-system-unsupported")
  );
}

async function makeEmptyFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const entries = await readdir(directory);
    // A first attempt that was killed leaves an index and a lock, but no manifest.
    const foreign = entries.filter((name) => !isLeftover(name));
    if (foreign.length === 0) return;
    const isProject = foreign.includes(
      basename(projectPaths(directory).manifest),
    );
    throw new StudioError(
      "project/folder-not-empty",
      isProject
        ? `${directory} already holds a project. Open it, or choose another name.`
        : `${directory} should be a new or empty folder, but it holds ${foreign.length} entries, among them “${foreign[0]}”. Choose another folder.`,
    );
  } catch (error) {
    throw toStorageError(error, `The folder ${directory}`);
  }
}

function isLeftover(name: string): boolean {
  return /^(?:index\.sqlite|lock\.sqlite)(?:-wal|-shm|-journal)?$|^lock-holder\.json$|\.partial$/.test(
    name,
  );
}
