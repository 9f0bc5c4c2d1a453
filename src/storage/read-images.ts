import type { DatabaseSync } from "node:sqlite";

import type { Split } from "#api/base.ts";

import { IMAGE_COLUMNS, toStoredImage } from "./index-rows.ts";
import type { ImageLabel, KnownFile, StoredImage } from "./index-types.ts";
import { preparedOnce } from "./statements.ts";

/** Rows that `eachImage` holds at a time. */
const PAGE_ROWS = 1000;

export function imagesByIds(
  database: DatabaseSync,
  imageIds: readonly number[],
): StoredImage[] {
  return database
    .prepare(
      `SELECT ${IMAGE_COLUMNS} FROM json_each(?) AS j JOIN images AS i ON i.id = j.value ORDER BY j.key`,
    )
    .all(JSON.stringify(imageIds))
    .map(toStoredImage);
}

export function textsByIds(
  database: DatabaseSync,
  imageIds: readonly number[],
): (string | undefined)[] {
  return preparedOnce(
    database,
    "SELECT t.text FROM json_each(?) AS j LEFT JOIN texts AS t ON t.image_id = j.value ORDER BY j.key",
  )
    .all(JSON.stringify(imageIds))
    .map((row) => (row["text"] as string | null) ?? undefined);
}

export function imageByHash(
  database: DatabaseSync,
  sha256: string,
): StoredImage | undefined {
  const row = preparedOnce(
    database,
    `SELECT ${IMAGE_COLUMNS} FROM images AS i WHERE i.sha256 = ?`,
  ).get(sha256);
  return row && toStoredImage(row);
}

/** Page by page after the last id, so that memory stays small and a change meanwhile is no harm. */
export function* eachImage(
  database: DatabaseSync,
  options: {
    readonly includeExcluded?: boolean;
    readonly splits?: readonly Split[];
    readonly rootId?: number;
  },
): IterableIterator<StoredImage> {
  const statement = database.prepare(
    `SELECT ${IMAGE_COLUMNS} FROM images AS i WHERE i.id > $after
       AND ($excluded OR i.excluded = 0)
       AND ($splits IS NULL OR i.split IN (SELECT value FROM json_each($splits)))
       AND ($rootId IS NULL OR i.root_id = $rootId)
     ORDER BY i.id LIMIT ${PAGE_ROWS}`,
  );
  const values = {
    $excluded: options.includeExcluded ? 1 : 0,
    $splits: options.splits ? JSON.stringify(options.splits) : null,
    $rootId: options.rootId ?? null,
  };
  let after = -1;
  for (;;) {
    const rows = statement.all({ ...values, $after: after });
    yield* rows.map(toStoredImage);
    if (rows.length < PAGE_ROWS) return;
    after = Number(rows.at(-1)?.["id"]);
  }
}

export function imageLabels(database: DatabaseSync): ImageLabel[] {
  return database
    .prepare(
      `SELECT id, class_id, split, given_split FROM images WHERE excluded = 0
       AND class_id NOT IN (SELECT id FROM classes WHERE unlabelled = 1) ORDER BY id`,
    )
    .all()
    .map((row) => ({
      id: Number(row["id"]),
      classId: Number(row["class_id"]),
      split: row["split"] as Split | null,
      givenSplit: row["given_split"] as Split | null,
    }));
}

/** A large prime, so that squares below fit into 64 bits. */
const PRIME = 2147483647;

/** Number of pictures, and the sum of a hash of each: `x` mixes its id, class and side, and squares keep exchanges from adding up to the same. */
export function labelsKey(
  database: DatabaseSync,
  splits: readonly Split[] | undefined,
): string {
  const row = database
    .prepare(
      `SELECT count(*) AS n, sum(x * x % ${PRIME}) AS squares, sum((x * x % ${PRIME}) * x % ${PRIME}) AS cubes FROM (
         SELECT (id * 7919 + class_id * 104729 + coalesce(unicode(substr(split, 2)), 0) * 1299709) % ${PRIME} AS x FROM images
         WHERE excluded = 0 AND class_id NOT IN (SELECT id FROM classes WHERE unlabelled = 1)
           AND (?1 IS NULL OR split IN (SELECT value FROM json_each(?1))))`,
    )
    .get(splits === undefined ? null : JSON.stringify(splits));
  return [row?.["n"], row?.["squares"], row?.["cubes"]].join("-");
}

export function knownFile(
  database: DatabaseSync,
  rootId: number,
  path: string,
): KnownFile | undefined {
  const row = preparedOnce(
    database,
    `SELECT size_bytes, modified_ms, NULL AS code, NULL AS message, NULL AS sha256 FROM images WHERE root_id = ?1 AND path = ?2
       UNION ALL
       SELECT size_bytes, modified_ms, code, message, sha256 FROM problems WHERE root_id = ?1 AND path = ?2 LIMIT 1`,
  ).get(rootId, path);
  return (
    row && {
      sizeBytes: row["size_bytes"] as number | null,
      modifiedMs: row["modified_ms"] as number | null,
      problem:
        row["code"] === null
          ? null
          : {
              code: String(row["code"]),
              message: String(row["message"]),
              sha256: row["sha256"] as string | null,
            },
    }
  );
}

export function imageHistory(
  database: DatabaseSync,
  imageId: number,
): { at: string; change: string }[] {
  return database
    .prepare(
      `SELECT e.at, e.description FROM edit_changes AS c JOIN edits AS e ON e.id = c.edit_id
       WHERE c.image_id = ? AND e.state = 'done' GROUP BY e.id ORDER BY e.id`,
    )
    .all(imageId)
    .map((row) => ({
      at: String(row["at"]),
      change: String(row["description"]),
    }));
}
