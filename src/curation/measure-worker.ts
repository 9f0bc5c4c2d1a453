import { hash } from "node:crypto";

import { decodePicture, type DecodedPicture } from "#engine/imaging/decode.ts";
import { DEFAULT_DECODE_LIMITS } from "#engine/imaging/decode-limits.ts";
import { inspectAndThumbnail } from "#engine/imaging/thumbnail.ts";
import { readWholeFile } from "#engine/imaging/file-reading.ts";
import { changedFile } from "#engine/imaging/picture-error.ts";
import { answerTasks } from "#engine/imaging/thread-tasks.ts";
import { resizeTriangle } from "#engine/imaging/triangle-resize.ts";

import type {
  MeasureSource,
  MeasureTask,
  MeasureValue,
} from "./measure-worker-protocol.ts";
import { measurePixels } from "./picture-measures.ts";
import { SMALL_SIDE } from "./small-side.ts";

/** The thread behind measure-pool.ts. */
answerTasks(runTask, (value) =>
  value instanceof Uint8Array ? value : undefined,
);

async function runTask({ kind, source }: MeasureTask): Promise<MeasureValue> {
  const { facts, pixels } = await decodeSmall(source);
  const { width, height } = facts;
  return kind === "measure"
    ? measurePixels(pixels, width, height)
    : smallGray(pixels, width, height);
}

/** Always of the thumbnail, which is made anew where it is missing, so that the numbers do not depend on what is cached. */
async function decodeSmall({
  sha256,
  thumbnail,
  path,
}: MeasureSource): Promise<DecodedPicture> {
  if (thumbnail) return decodePicture(thumbnail);
  const bytes = await readWholeFile(path, DEFAULT_DECODE_LIMITS.maxBytes);
  if (hash("sha256", bytes) !== sha256) throw changedFile();
  return decodePicture((await inspectAndThumbnail(bytes)).thumbnail);
}

function smallGray(
  pixels: Uint8Array,
  width: number,
  height: number,
): Uint8Array {
  const box = { left: 0, top: 0, width, height };
  const small = resizeTriangle(pixels, width, box, SMALL_SIDE, SMALL_SIDE);
  return Uint8Array.from({ length: SMALL_SIDE * SMALL_SIDE }, (_, i) =>
    Math.round(
      0.299 * small[i * 3]! +
        0.587 * small[i * 3 + 1]! +
        0.114 * small[i * 3 + 2]!,
    ),
  );
}
