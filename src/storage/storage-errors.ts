import { StudioError } from "#engine/base/errors.ts";

/**
 * Translates a failure of the file system or of SQLite into a sentence; a StudioError and anything unknown come back as they are.
 * @param subject what was being written or read, as the start of a sentence: `The index of the project`
 */
export function toStorageError(error: unknown, subject: string): unknown {
  if (error instanceof StudioError) return error;
  const kind = storageFailure(error);
  if (kind === undefined) return error;
  return new StudioError(kind, `${subject} ${SENTENCES[kind]}`, {
    cause: error,
  });
}

const SENTENCES = {
  "storage/disk-full":
    "could not be written: the disk is full, or a limit on file size or quota is reached. What was saved before is safe. Free some space (the cache can be cleared in Settings), then try again.",
  "storage/write-failed":
    "could not be written: the drive reported an error. Check that it is connected and healthy, then try again.",
  "storage/not-writable":
    "cannot be written here: the folder or the drive allows reading only. Choose another place, or change the permissions.",
  "storage/not-found":
    "was not found. Check the path, and that the drive is connected.",
  "storage/index-damaged":
    "is damaged and cannot be read. Restore the project from a backup, or make a new project from the same pictures; the pictures themselves are untouched.",
  "storage/busy":
    "is being written by another program. Close that program, then try again.",
} as const;

type StorageFailure = keyof typeof SENTENCES;

const FILE_SYSTEM_CODES: Readonly<Record<string, StorageFailure>> = {
  ENOSPC: "storage/disk-full",
  EDQUOT: "storage/disk-full",
  EFBIG: "storage/disk-full",
  EIO: "storage/write-failed",
  EROFS: "storage/not-writable",
  EACCES: "storage/not-writable",
  EPERM: "storage/not-writable",
  ENOENT: "storage/not-found",
};

/** Primary result codes, sqlite.org/rescode.html. */
const SQLITE_CODES: Readonly<Record<number, StorageFailure>> = {
  5: "storage/busy",
  6: "storage/busy",
  8: "storage/not-writable",
  10: "storage/write-failed",
  11: "storage/index-damaged",
  13: "storage/disk-full",
  14: "storage/not-writable",
  26: "storage/index-damaged",
};

function storageFailure(error: unknown): StorageFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code === "ERR_SQLITE_ERROR" && typeof errcode === "number") {
    return SQLITE_CODES[errcode & 0xff];
  }
  return typeof code === "string" ? FILE_SYSTEM_CODES[code] : undefined;
}
