import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, copyFile, lstat, mkdir, rename, rm } from "node:fs/promises";
import { dirname, extname, join } from "node:path";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { lookAtFile } from "#engine/imaging/file-reading.ts";
import { PictureError, unreadableFile } from "#engine/imaging/picture-error.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { KnownFile } from "#engine/storage/index-types.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import type { SourceItem } from "#engine/datasets/sources/source-item.ts";
import { TextError } from "#engine/datasets/text/text-error.ts";

import type { ContentReader, Inspected } from "./content-reader.ts";
import type { FoundItem, ItemContent } from "./found-item.ts";
import type { FileRemark, ImportRequest } from "./import-types.ts";

export interface ImportRoot {
  readonly rootId: number;
  /** Where the pictures are read from later on. */
  readonly rootPath: string;
}

/** Everything that is needed to look at one file. */
export interface FileWork {
  readonly source: string;
  readonly root: ImportRoot;
  readonly contents: ContentReader;
  readonly request: ImportRequest;
}

/** What looking at a file gave. */
export type FileOutcome =
  | { readonly kind: "unchanged"; readonly problem: FileRemark | null }
  | {
      readonly kind: "found";
      readonly found: FoundItem;
      readonly note: FileRemark | null;
    }
  | {
      readonly kind: "skipped";
      readonly remark: FileRemark;
      readonly sizeBytes: number | null;
      readonly modifiedMs: number | null;
    };

/**
 * Looks at one file: passes over what is known and unchanged, reads the rest once.
 * @throws StudioError `storage/…`; CancelledError. What is wrong with the file itself is an outcome.
 */
export async function readFile(
  work: FileWork,
  item: SourceItem & { kind: "file" },
): Promise<FileOutcome> {
  const { request, source, root } = work;
  const { path } = item;
  throwIfCancelled(request.signal);
  const file = join(source, ...path.split("/"));
  let facts;
  try {
    facts = await lookAtFile(file);
  } catch (error) {
    return skippedUnread(remarkOf(path, unreadableFile(error)));
  }
  const place = { sizeBytes: facts.size, modifiedMs: facts.mtimeMs };
  const known = request.reader.knownFile(root.rootId, path);
  if (
    known?.sizeBytes === place.sizeBytes &&
    known.modifiedMs === place.modifiedMs &&
    (await isStillTrue(known, request.reader))
  ) {
    const { problem } = known;
    return {
      kind: "unchanged",
      problem: problem && {
        path,
        code: problem.code,
        message: problem.message,
      },
    };
  }
  try {
    const { content, remark } = await inspect(work, file, path);
    return {
      kind: "found",
      found: foundItem(item, place.modifiedMs, content),
      note: remark && { path, ...remark },
    };
  } catch (error) {
    if (!(error instanceof PictureError || error instanceof TextError)) {
      throw error;
    }
    const remark = remarkOf(path, error);
    // The same file may well be read the next time: a drive is connected again, or permission was given.
    return error.code.endsWith("/unreadable")
      ? skippedUnread(remark)
      : { kind: "skipped", remark, ...place };
  }
}

/** More are part of a name with a dot in it. */
const MOST_ENDING_CHARACTERS = 16;

/** A duplicate is one only as long as the file that was kept is there. */
async function isStillTrue(
  { problem }: KnownFile,
  reader: IndexReader,
): Promise<boolean> {
  if (!problem?.sha256) return true;
  const kept = reader.imageByHash(problem.sha256);
  return kept !== undefined && !(await isGone(reader.filePath(kept)));
}

/** Reads the file where it is, or reads and keeps a copy of it. */
async function inspect(
  { contents, request, root }: FileWork,
  file: string,
  path: string,
): Promise<Inspected> {
  if (!request.copy) return contents.inspect(file, request.signal);
  const target = join(root.rootPath, ...path.split("/"));
  // With the same ending, which is compared with the content.
  const unique = `.partial-${randomBytes(6).toString("hex")}`;
  const ending = extname(target).slice(0, MOST_ENDING_CHARACTERS);
  const partial = join(dirname(target), unique + ending);
  await access(file, constants.R_OK).catch((error: unknown) => {
    throw unreadableFile(error);
  });
  try {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, partial, constants.COPYFILE_FICLONE);
    // The copy is what is read, so that it is what the hash is of.
    const inspected = await contents.inspect(partial, request.signal);
    await rename(partial, target);
    return inspected;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (await isOfSource(error, file)) throw unreadableFile(error);
    throw toStorageError(error, `The copy ${target}`);
  }
}

/** Whether a copy failed for one file alone: it is gone meanwhile, or its path with the project's before it is too long. */
async function isOfSource(error: unknown, file: string): Promise<boolean> {
  if (error instanceof StudioError) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENAMETOOLONG" || (await isGone(file));
}

export function foundItem(
  { path, className, split, attributes }: SourceItem & { kind: "file" },
  modifiedMs: number,
  content: ItemContent,
): FoundItem {
  const extra = attributes === undefined ? {} : { attributes };
  return { path, modifiedMs, className, split, ...extra, content };
}

/** The outcome of a file that was not even opened. */
export function skippedUnread(remark: FileRemark): FileOutcome {
  return { kind: "skipped", remark, sizeBytes: null, modifiedMs: null };
}

export function remarkOf(path: string, error: StudioError): FileRemark {
  return { path, code: error.code, message: error.message };
}

/** Of the entry itself: a broken link is still there. A row of a list is nowhere. */
export async function isGone(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) =>
      code === "ENOENT" || code === "ENOTDIR",
  );
}
