import { hash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

const PARTIAL = ".partial";

/**
 * Writes a file whole or not at all, in place: creating a small file takes a few microseconds more than coming back to it later. Its
 * folder is made where it is missing. After a kill the next writing of the same file takes the place of what was left.
 * @returns its time of modification, milliseconds
 */
export function keepFile(path: string, bytes: Uint8Array): number {
  // Not longer than the file's own name may be.
  const name = hash("sha256", basename(path)).slice(0, 32) + PARTIAL;
  const partial = join(dirname(path), name);
  const file = openInFolder(partial);
  try {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file, bytes, done);
    }
    const { mtimeMs } = fstatSync(file);
    renameSync(partial, path);
    return mtimeMs;
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function openInFolder(path: string): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "w");
  }
}
