import { copyFile, mkdir, opendir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { CaptureResult } from "#api/captures.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import type { InspectedPicture } from "#engine/imaging/decode-worker-protocol.ts";
import { DECODABLE_FORMATS } from "#engine/imaging/file-type.ts";
import type { PictureFormat } from "#engine/imaging/file-type.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { ImageChange } from "#engine/storage/data-room-types.ts";
import type { NewImage } from "#engine/storage/index-types.ts";
import type { ShardWriter } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import type { Emit } from "./import-types.ts";
import { completeSplits } from "./resplit.ts";
import { settleKind } from "./survey.ts";

/** The copied root of single pictures, below the project's pictures. */
const FOLDER = "captures";
const UNLABELLED_FOLDER = "unlabelled";
const PARTIAL = ".partial";

export interface CaptureRequest {
  readonly projectDirectory: string;
  readonly reader: IndexReader;
  readonly emit: Emit;
  readonly putThumbnail: ShardWriter["put"];
  /** Reads and decodes a file. @throws StudioError why it cannot be used */
  readonly inspect: (path: string) => Promise<InspectedPicture>;
  /** Null for the tray. */
  readonly classId: number | null;
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** Calls that name the same, with no edit in between, are one step of undo. */
  readonly together?: string | undefined;
}

/**
 * Takes single pictures into a class: each is decoded and checked, kept in the project under its content's hash, and put on a side. One
 * that was excluded is included again. An edit that can be taken back. The files themselves stay where they are.
 * @throws StudioError `dataset/no-class`, `dataset/other-kind`, `storage/…`; what is wrong with a picture is in the result
 */
export async function capturePictures(
  request: CaptureRequest,
): Promise<CaptureResult> {
  const { emit, reader } = request;
  const className = classNameOf(request);
  await settleKind(request, "images");
  const { rootId } = await emit("addRoot", {
    path: `${basename(projectPaths(request.projectDirectory).images)}/${FOLDER}`,
    copied: true,
  });
  const classId =
    request.classId ?? (await emit("ensureUnlabelled", {})).classId;
  const images: NewImage[] = [];
  const changes: ImageChange[] = [];
  const names = new Map<string, string>();
  const refused: CaptureResult["refused"] = [];
  for (const { name, path } of request.files) {
    try {
      const picture = await request.inspect(path);
      const known = requireNew(picture, names, reader);
      names.set(picture.sha256, name);
      if (known !== undefined) {
        changes.push({
          imageId: known.id,
          excluded: false,
          ...(request.classId !== null && { classId }),
        });
        continue;
      }
      const place = placeOf(picture, className);
      await keepFile(path, join(capturesFolder(request), place));
      await request.putThumbnail(picture.sha256, picture.thumbnail);
      images.push(toRow(picture, place, rootId, classId));
    } catch (error) {
      // What is wrong with the disk or the program concerns them all.
      const { code } = describeError(error);
      if (!/^(?:image|dataset)\//.test(code)) throw error;
      refused.push({ name, ...describeError(error) });
    }
  }
  if (names.size === 0) return { added: [], refused };
  const { together } = request;
  await emit("addPictures", { images, changes, className, together });
  await completeSplits(reader, emit);
  return {
    added: [...names].flatMap(([sha256, name]) => {
      const imageId = reader.imageByHash(sha256)?.id;
      return imageId === undefined ? [] : [{ name, imageId }];
    }),
    refused,
  };
}

/** Deletes files that a killed engine kept without saying so in the index. @returns how many */
export async function sweepCaptures({
  projectDirectory,
  reader,
}: Pick<CaptureRequest, "projectDirectory" | "reader">): Promise<number> {
  const folder = capturesFolder({ projectDirectory });
  const root = reader.roots().find(({ path }) => path === folder);
  let swept = 0;
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(folder.length + 1).replaceAll("\\", "/");
      const known = root && reader.knownFile(root.id, path);
      if (known !== undefined) continue;
      await rm(file, { force: true });
      swept++;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return swept;
}

function capturesFolder({
  projectDirectory,
}: Pick<CaptureRequest, "projectDirectory">): string {
  return join(projectPaths(projectDirectory).images, FOLDER);
}

function classNameOf({ classId, reader }: CaptureRequest): string | null {
  if (classId === null) return null;
  const found = reader.classes().find(({ id }) => id === classId);
  if (found !== undefined) return found.name;
  throw new StudioError(
    "dataset/no-class",
    `There is no class with the number ${classId}. Choose another class for the pictures.`,
  );
}

/** @returns the excluded picture that it is, if it is one. @throws StudioError `dataset/duplicate` */
function requireNew(
  { sha256 }: InspectedPicture,
  taken: ReadonlyMap<string, string>,
  reader: IndexReader,
): { readonly id: number } | undefined {
  const known = reader.imageByHash(sha256);
  const isFree = known === undefined || known.excluded;
  if (isFree && !taken.has(sha256)) return known;
  throw new StudioError(
    "dataset/duplicate",
    `Expected a new picture. Received: one that is in the data set already${known === undefined ? "" : ` (“${known.path}”)`}. Nothing needs to be done.`,
  );
}

/** Relative to the root: `cat/3b7f….jpg`. Folders of classes are for people; the label is in the index. */
function placeOf(
  { sha256, facts }: InspectedPicture,
  className: string | null,
): string {
  const safe = className
    ?.slice(0, 80)
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "_")
    .trim();
  const ending = DECODABLE_FORMATS[facts.format as PictureFormat].extensions[0];
  return `${safe === undefined || safe === "" ? UNLABELLED_FOLDER : safe}/${sha256.slice(0, 32)}.${ending}`;
}

/** Whole or not at all. */
async function keepFile(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, `${to}${PARTIAL}`);
    await rename(`${to}${PARTIAL}`, to);
  } catch (error) {
    throw toStorageError(error, `The picture ${to}`);
  }
}

function toRow(
  { facts, sha256, sizeBytes }: InspectedPicture,
  path: string,
  rootId: number,
  classId: number,
): NewImage {
  const { width, height, orientation, format, ...details } = facts;
  return {
    rootId,
    path,
    sha256,
    sizeBytes,
    modifiedMs: Date.now(),
    classId,
    givenSplit: null,
    width,
    height,
    orientation,
    format,
    details,
  };
}
