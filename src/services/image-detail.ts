import { basename } from "node:path";

import type { ImageDetail } from "#api/datasets.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { StoredImage } from "#engine/storage/index-types.ts";
import type { FileReach } from "./file-reach.ts";
import { findingsOfPicture } from "./picture-findings.ts";

/** Of a text, as the inspector shows it. */
const SHOWN_CHARACTERS = 20_000;

/** The picture with this number. @throws StudioError `dataset/no-image` */
export function requireImage(
  reader: IndexReader,
  imageId: number,
): StoredImage {
  const image = reader.image(imageId);
  if (image !== undefined) return image;
  throw new StudioError(
    "dataset/no-image",
    `The data set has no picture ${imageId}. It may have been removed; load the page again.`,
  );
}

/** Where a text was found below what was imported: the row of a table without the mark that tells equal rows apart. */
function textPlace(path: string): string {
  return path.replace(/[0-9a-f]{16}\/(?=row \d+$)/, "");
}

/** Everything that is known of one picture or text. */
export async function imageDetail(
  reader: IndexReader,
  imageId: number,
  reach: FileReach,
): Promise<ImageDetail> {
  const image = requireImage(reader, imageId);
  const [text] = reader.texts([imageId]);
  const path =
    text === undefined ? reader.filePath(image) : textPlace(image.path);
  const root = reader.roots().find(({ id }) => id === image.rootId);
  const names = new Map(
    reader.runs({ includeDeleted: true }).map((run) => [run.id, run.name]),
  );
  const deleted = new Set(
    reader
      .runs({ includeDeleted: true })
      .filter((run) => run.deleted)
      .map((run) => run.id),
  );
  return {
    id: image.id,
    fileName: basename(image.path),
    classId: image.classId,
    split: image.split,
    excluded: image.excluded,
    width: image.width,
    height: image.height,
    predictedClassId: null,
    confidence: null,
    text: text?.slice(0, SHOWN_CHARACTERS) ?? null,
    path,
    exists: text !== undefined || (await reach.isThere(path, root?.path)),
    sizeBytes: image.sizeBytes,
    format: image.format,
    orientation: image.orientation,
    sha256: image.sha256,
    addedAt: image.addedAt,
    attributes: reader.attributesOf(imageId),
    findings: findingsOfPicture(reader, imageId),
    duplicates: reader
      .duplicatesOf(image.sha256)
      .map(({ path: other }) => other),
    predictions: reader
      .predictionsOf(imageId)
      .filter(({ runId }) => names.has(runId) && !deleted.has(runId))
      .map(({ runId, predictedClassId, confidence }) => ({
        runId,
        runName: names.get(runId)!,
        classId: predictedClassId,
        confidence,
      })),
    history: reader.imageHistory(imageId),
  };
}
