import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { FileRemark } from "#engine/datasets/import-types.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import type { PackedEntry, PackedFile } from "./packed-file.ts";

/** Remarks that are given back; the rest is only left out. */
const MAX_REMARKS = 10_000;
/** One name for the file that is being written, so that a killed program leaves one at most, and the next run takes its place. */
const PARTIAL_NAME = ".unpacking.partial";

/**
 * Writes files below a folder, one after the other, each whole or not at all. Those that are there with their size stay as they are.
 * Calls that take microseconds are waited for in place.
 * @throws StudioError `storage/…`, and what reading throws; CancelledError
 */
export async function writeFiles(
  folder: string,
  entries: AsyncIterable<PackedEntry>,
  signal: AbortSignal | undefined,
): Promise<FileRemark[]> {
  const remarks: FileRemark[] = [];
  const partial = join(folder, PARTIAL_NAME);
  let lastParent = "";
  try {
    mkdirSync(folder, { recursive: true });
    for await (const entry of entries) {
      throwIfCancelled(signal);
      if (entry.kind === "problem") {
        const { path, code, message } = entry;
        if (remarks.length < MAX_REMARKS) remarks.push({ path, code, message });
        continue;
      }
      const target = join(folder, ...entry.path.split("/"));
      if (isThere(target, entry.sizeBytes)) continue;
      const parent = dirname(target);
      // Archives hold one folder after the other.
      if (parent !== lastParent) mkdirSync(parent, { recursive: true });
      lastParent = parent;
      await writeWhole(partial, entry);
      renameSync(partial, target);
    }
  } catch (error) {
    throw toStorageError(error, `The folder ${folder}`);
  } finally {
    rmSync(partial, { force: true });
  }
  return remarks;
}

function isThere(path: string, sizeBytes: number | null): boolean {
  const facts = statSync(path, { throwIfNoEntry: false });
  return (
    facts?.isFile() === true && (sizeBytes === null || facts.size === sizeBytes)
  );
}

async function writeWhole(path: string, file: PackedFile): Promise<void> {
  const output = openSync(path, "w");
  try {
    for await (const chunk of file.read()) {
      for (let done = 0; done < chunk.length;) {
        done += writeSync(output, chunk, done);
      }
    }
  } finally {
    closeSync(output);
  }
}
