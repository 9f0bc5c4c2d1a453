import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { toStorageError } from "./storage-errors.ts";

/** `.name.<time>-<random>.partial`: hidden, in the same folder, so that the rename never crosses a drive. */
const ORPHAN_PATTERN = /^\..+\.[0-9a-z]+-[0-9a-f]{12}\.partial$/;

/** What is needed of the file system; tests give one that fails. */
export interface AtomicFileSystem {
  open: typeof open;
  rename: typeof rename;
}

/**
 * Writes a whole file or nothing: temporary file in the same folder, fsync, rename, fsync of the folder. A reader sees the old
 * content or the new one, never a part, also after a power cut.
 * @param content or pieces of it, in order
 * @param options.mode permissions of the file, e.g. 0o600
 * @throws StudioError `storage/disk-full`, `storage/not-writable` …; the file that was there before stays
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
  options: { mode?: number; fileSystem?: AtomicFileSystem } = {},
): Promise<void> {
  const fileSystem = options.fileSystem ?? { open, rename };
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(basename(path)));
  try {
    await mkdir(folder, { recursive: true });
    const file = await fileSystem.open(temporary, "wx", options.mode ?? 0o666);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await renameWithPatience(fileSystem, temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toStorageError(error, `The file ${path}`);
  }
}

/** JSON with two spaces and a final newline, written atomically. */
export async function writeJsonAtomically(
  path: string,
  value: unknown,
  options: { mode?: number } = {},
): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  await writeFileAtomically(path, text, options);
}

/**
 * Deletes temporary files that a killed program left in a folder (not below it).
 * @param olderThanMs leaves younger ones alone, which may be in use; default one hour
 * @returns how many were deleted
 */
export async function removeOrphans(
  folder: string,
  olderThanMs = 3_600_000,
): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let removed = 0;
  for (const name of names.filter((entry) => ORPHAN_PATTERN.test(entry))) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (!facts || Date.now() - facts.mtimeMs < olderThanMs) continue;
    await rm(path, { force: true }).catch(() => undefined);
    removed++;
  }
  return removed;
}

function temporaryName(name: string): string {
  const unique = `${Date.now().toString(36)}-${randomBytes(6).toString("hex")}`;
  return `.${name.slice(0, 100)}.${unique}.partial`;
}

/** On Windows a virus scanner or indexer may hold the target for a moment. */
async function renameWithPatience(
  fileSystem: AtomicFileSystem,
  from: string,
  to: string,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await fileSystem.rename(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const busy = code === "EPERM" || code === "EACCES" || code === "EBUSY";
      if (process.platform !== "win32" || !busy || attempt >= 9) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * (attempt + 1)));
    }
  }
}

/** Makes the rename itself durable; Windows cannot open a folder and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some network drives cannot sync a folder; the file itself is written.
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
  } finally {
    await handle.close();
  }
}
