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
const MOST_NAME_BYTES = 255;

/**
 * Writes a file whole or not at all, in place: creating a small file takes a few microseconds more than coming back to it later. Its
 * folder is made where it is missing. After a kill the next writing of the same file takes the place of what was left.
 * @returns its time of modification, milliseconds
 */
export function keepFile(path: string, bytes: Uint8Array): number {
  const partial = partialOf(path);
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

/** The file's name with an ending; one of its hash where that would be longer than a name may be. */
function partialOf(path: string): string {
  const name = basename(path);
  if (Buffer.byteLength(name + PARTIAL) <= MOST_NAME_BYTES) {
    return path + PARTIAL;
  }
  return join(dirname(path), hash("sha256", name) + PARTIAL);
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
