import { hash } from "node:crypto";

import { describeError } from "#engine/base/errors.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import type {
  DecodeTask,
  DecodeValue,
  InspectedOrNot,
  InspectedPicture,
  PackedPictures,
  PictureSource,
} from "./decode-worker-protocol.ts";
import { readWholeFile } from "./file-reading.ts";
import { hasWrongExtension } from "./file-type.ts";
import { changedFile } from "./picture-error.ts";
import { preparePicture } from "./prepare.ts";
import { keepFile } from "./keep-file.ts";
import { packFindings, unpackPictures } from "./packed-pictures.ts";
import { inspectAndThumbnail } from "./thumbnail.ts";
import type { ThumbnailOptions } from "./thumbnail.ts";
import { answerTasks } from "./thread-tasks.ts";

/** The thread behind decode-pool.ts. */
answerTasks(runTask, (value) => {
  if (value instanceof Uint8Array) return value;
  return "thumbnail" in value ? value.thumbnail : value.thumbnails;
});

async function runTask(task: DecodeTask): Promise<DecodeValue> {
  switch (task.kind) {
    case "inspect":
      return inspect(task.source, task.options);
    case "inspect-several":
      return packFindings(await inspectSeveral(task.pictures));
    case "prepare":
      return prepare(task);
  }
}

async function prepare({
  source,
  preprocessing,
  sha256,
}: Extract<DecodeTask, { kind: "prepare" }>): Promise<Uint8Array> {
  const bytes = await readSource(source, DEFAULT_DECODE_LIMITS.maxBytes);
  if (sha256 !== undefined && hashOf(bytes) !== sha256) throw changedFile();
  return preparePicture(bytes, preprocessing);
}

/** One after the other: it is the messages between threads that several at once save. */
async function inspectSeveral(
  pictures: PackedPictures,
): Promise<InspectedOrNot[]> {
  const found: InspectedOrNot[] = [];
  for (const { bytes, keepAs } of unpackPictures(pictures)) {
    try {
      const picture = await inspectBytes(bytes, keepAs, {});
      if (keepAs === undefined) found.push({ ok: true, picture });
      else {
        const keptMs = keep(keepAs, bytes);
        found.push({ ok: true, picture: { ...picture, keptMs } });
      }
    } catch (error) {
      found.push({ ok: false, ...describeError(error) });
    }
  }
  return found;
}

async function inspect(
  source: PictureSource,
  options: ThumbnailOptions,
): Promise<InspectedPicture> {
  const { maxBytes } = options.limits ?? DEFAULT_DECODE_LIMITS;
  const bytes = await readSource(source, maxBytes);
  const name = "path" in source ? source.path : undefined;
  const picture = await inspectBytes(bytes, name, options);
  // A copy: a Buffer's memory belongs to Node or to sharp and cannot be handed to another thread.
  return { ...picture, thumbnail: new Uint8Array(picture.thumbnail) };
}

/** @param name of the file that has them, if one has */
async function inspectBytes(
  bytes: Uint8Array,
  name: string | undefined,
  options: ThumbnailOptions,
): Promise<InspectedPicture> {
  const { facts, thumbnail } = await inspectAndThumbnail(bytes, options);
  return {
    sha256: hashOf(bytes),
    sizeBytes: bytes.length,
    facts,
    thumbnail,
    wrongExtension: name !== undefined && hasWrongExtension(name, facts.format),
  };
}

/** @throws StudioError `storage/…` */
function keep(path: string, bytes: Uint8Array): number {
  try {
    return keepFile(path, bytes);
  } catch (error) {
    throw toStorageError(error, `The file ${path}`);
  }
}

function hashOf(bytes: Uint8Array): string {
  return hash("sha256", bytes);
}

async function readSource(
  source: PictureSource,
  maxBytes: number,
): Promise<Uint8Array> {
  return "bytes" in source
    ? source.bytes
    : readWholeFile(source.path, maxBytes);
}
