import { DatabaseSync } from "node:sqlite";

import { toStorageError } from "./storage-errors.ts";

/** Held until it is released, or until the process ends in any way: it is never stale. */
export interface ExclusiveLock {
  release(): void;
}

/**
 * Takes a lock that only one holder on this machine can have: an exclusive transaction on a small SQLite file, which the system
 * frees when the process ends.
 * @param path of the file; made when it is not there, and left where it is
 * @returns null when another, or this process, holds it
 * @throws StudioError `storage/…` when the file cannot be written
 */
export function takeExclusiveLock(path: string): ExclusiveLock | null {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    if (isBusy(cause)) return null;
    throw toStorageError(cause, `The lock ${path}`);
  }
  let held: DatabaseSync | undefined = database;
  return {
    release: () => {
      held?.close();
      held = undefined;
    },
  };
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === "number" && (errcode & 0xff) === 5;
}
