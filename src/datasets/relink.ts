import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";

import type { Emit } from "./import-types.ts";
import { scanFolder } from "./scan.ts";

/** Paths of missing pictures that the result names. */
const MAX_MISSING_PATHS = 100;

const PROGRESS_INTERVAL = 500;

export interface RelinkRequest {
  readonly reader: IndexReader;
  readonly emit: Emit;
  readonly rootId: number;
  /** Absolute path of where the pictures are now; also a folder above or below the former one. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
}

export interface RelinkResult {
  readonly found: number;
  readonly missing: number;
  /** Former relative paths of some that are missing. */
  readonly missingPaths: readonly string[];
}

/**
 * The pictures' folder has moved: finds every picture under the new one, first by its relative path and size, then, for what is left,
 * by content among the files of the same size. All of them are linked anew in one act; what is not found keeps its label
 * and can be found by another relink.
 * @throws StudioError `dataset/no-such-root`, `dataset/root-is-copied`, `dataset/relink-nothing-found` (then nothing was changed),
 *   `dataset/folder-not-found` …; CancelledError
 */
export async function relink(request: RelinkRequest): Promise<RelinkResult> {
  const { reader, emit, rootId } = request;
  const folder = resolve(request.folder);
  requireLinkedRoot(reader, rootId);
  const { found, missing } = await findByPath(request, folder);
  const { moves, files } =
    missing.length === 0
      ? { moves: [], files: 1 }
      : await findByContent(request, folder, missing);
  if (found + moves.length === 0) {
    throw new StudioError(
      "dataset/relink-nothing-found",
      files === 0
        ? `Expected the moved pictures in ${folder}. Received: a folder without files. Choose the folder that holds the class folders.`
        : `Expected the moved pictures in ${folder}. Received: a folder in which none of the ${missing.length} pictures is. Choose the folder that holds the class folders.`,
    );
  }
  await emit("setRootPath", { rootId, path: folder });
  if (moves.length > 0) await emit("movePaths", { moves });
  const moved = new Set(moves.map((move) => move.imageId));
  const lost = missing.filter((image) => !moved.has(image.id));
  return {
    found: found + moves.length,
    missing: lost.length,
    missingPaths: lost.slice(0, MAX_MISSING_PATHS).map((image) => image.path),
  };
}

/** As little of a picture as is needed to find it by content. */
interface MissingImage {
  readonly id: number;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

async function findByPath(
  { reader, rootId, signal, onProgress }: RelinkRequest,
  folder: string,
): Promise<{ found: number; missing: MissingImage[] }> {
  const total = reader.roots().find((root) => root.id === rootId)?.imageCount;
  const missing: MissingImage[] = [];
  let looked = 0;
  // The whole result is read before the root changes.
  for (const image of reader.eachImage({ includeExcluded: true, rootId })) {
    throwIfCancelled(signal);
    const size = await sizeOf(join(folder, ...image.path.split("/")));
    if (size !== image.sizeBytes) {
      const { id, path, sizeBytes, sha256 } = image;
      missing.push({ id, path, sizeBytes, sha256 });
    }
    if (++looked % PROGRESS_INTERVAL === 0) {
      const phase = "Looking for pictures at their former places";
      const known = total === undefined ? {} : { total };
      onProgress?.({ phase, done: looked, ...known, unit: "images" });
    }
  }
  return { found: looked - missing.length, missing };
}

async function findByContent(
  { signal, onProgress }: RelinkRequest,
  folder: string,
  missing: readonly MissingImage[],
): Promise<{
  moves: { imageId: number; path: string; modifiedMs: number }[];
  files: number;
}> {
  const byHash = new Map(missing.map((image) => [image.sha256, image]));
  const sizes = new Set(missing.map((image) => image.sizeBytes));
  const moves: { imageId: number; path: string; modifiedMs: number }[] = [];
  let files = 0;
  for await (const entry of scanFolder(folder, signal ? { signal } : {})) {
    if (entry.kind !== "file" || byHash.size === 0) continue;
    files++;
    if (files % PROGRESS_INTERVAL === 0) {
      const phase = "Looking for pictures by their content";
      onProgress?.({ phase, done: files, unit: "files" });
    }
    const path = join(folder, ...entry.path.split("/"));
    const facts = await stat(path).catch(() => undefined);
    if (!facts || !sizes.has(facts.size)) continue;
    const image = byHash.get(await hashOf(path));
    if (!image) continue;
    byHash.delete(image.sha256);
    const modifiedMs = facts.mtimeMs;
    moves.push({ imageId: image.id, path: entry.path, modifiedMs });
  }
  return { moves, files };
}

function requireLinkedRoot(reader: IndexReader, rootId: number): void {
  const root = reader.roots().find(({ id }) => id === rootId);
  if (!root) {
    throw new StudioError(
      "dataset/no-such-root",
      `Expected a folder of this data set. Received: the number ${rootId}, which none has. Reload the list of folders and choose again.`,
    );
  }
  if (root.copied) {
    throw new StudioError(
      "dataset/root-is-copied",
      "Expected a folder outside the project. Received: one whose pictures were copied into the project and move with it. Nothing needs to be done.",
    );
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (facts) => (facts.isFile() ? facts.size : undefined),
    () => undefined,
  );
}

/** An unreadable file has no content that could be compared. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Uint8Array);
    }
  } catch {
    return "";
  }
  return hash.digest("hex");
}
