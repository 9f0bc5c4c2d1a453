import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

import type { Split } from "#api/base.ts";

import { IMAGE_COLUMNS, toStoredImage } from "./index-rows.ts";
import type { MeasuredImage, Measures } from "./data-room-types.ts";
import type { StoredImage } from "./index-types.ts";

/** Rows that `eachMeasured` holds at a time. */
const PAGE_ROWS = 1000;

const MEASURE_COLUMNS =
  "m.version, m.difference_hash, m.brightness, m.dark_share, m.bright_share, m.contrast, m.sharpness, m.entropy, m.red, m.green, m.blue";

export function measuresByIds(
  database: DatabaseSync,
  imageIds: readonly number[],
): Map<number, Measures> {
  const rows = database
    .prepare(
      `SELECT m.image_id, ${MEASURE_COLUMNS} FROM json_each(?) AS j JOIN images AS i ON i.id = j.value
       JOIN measures AS m ON m.image_id = i.id AND m.sha256 = i.sha256`,
    )
    .all(JSON.stringify(imageIds));
  return new Map(rows.map((row) => [Number(row["image_id"]), toMeasures(row)]));
}

export function* eachMeasured(
  database: DatabaseSync,
): IterableIterator<MeasuredImage> {
  const statement = database.prepare(
    `SELECT i.id, i.sha256, i.class_id, i.split, i.excluded, i.root_id, i.path, i.width, i.height, i.size_bytes, i.format,
       ${MEASURE_COLUMNS} FROM measures AS m JOIN images AS i ON i.id = m.image_id AND i.sha256 = m.sha256
     WHERE m.image_id > ? ORDER BY m.image_id LIMIT ${PAGE_ROWS}`,
  );
  let after = -1;
  for (;;) {
    const rows = statement.all(after);
    yield* rows.map(toMeasuredImage);
    if (rows.length < PAGE_ROWS) return;
    after = Number(rows.at(-1)?.["id"]);
  }
}

export function unmeasuredImages(
  database: DatabaseSync,
  version: number,
  afterId: number,
  limit: number,
): StoredImage[] {
  return database
    .prepare(
      `SELECT ${IMAGE_COLUMNS} FROM images AS i LEFT JOIN measures AS m ON m.image_id = i.id
       WHERE i.id > ? AND i.excluded = 0 AND (m.sha256 IS NOT i.sha256 OR m.version <> ?) ORDER BY i.id LIMIT ?`,
    )
    .all(afterId, version, limit)
    .map(toStoredImage);
}

type SqlRow = Readonly<Record<string, SQLOutputValue>>;

function toMeasuredImage(row: SqlRow): MeasuredImage {
  return {
    ...toMeasures(row),
    id: Number(row["id"]),
    sha256: String(row["sha256"]),
    classId: Number(row["class_id"]),
    split: row["split"] as Split | null,
    excluded: row["excluded"] === 1,
    rootId: Number(row["root_id"]),
    path: String(row["path"]),
    width: Number(row["width"]),
    height: Number(row["height"]),
    sizeBytes: Number(row["size_bytes"]),
    format: String(row["format"]),
  };
}

function toMeasures(row: SqlRow): Measures {
  return {
    version: Number(row["version"]),
    differenceHash: row["difference_hash"] as Uint8Array,
    brightness: Number(row["brightness"]),
    darkShare: Number(row["dark_share"]),
    brightShare: Number(row["bright_share"]),
    contrast: Number(row["contrast"]),
    sharpness: Number(row["sharpness"]),
    entropy: Number(row["entropy"]),
    red: Number(row["red"]),
    green: Number(row["green"]),
    blue: Number(row["blue"]),
  };
}
