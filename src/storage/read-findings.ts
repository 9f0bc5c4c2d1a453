import type { DatabaseSync } from "node:sqlite";

import { toFindingRow } from "./index-rows.ts";
import type { FindingCount, FindingRow } from "./data-room-types.ts";

/** Findings with the pictures that they speak of. */
const WITH_PICTURES = `findings AS f JOIN images AS a ON a.id = f.image_id
  LEFT JOIN images AS b ON b.id = f.other_image_id`;

/** Whether what a finding rests on is still so. */
const HOLDS = `a.excluded = 0
  AND (f.class_id IS NULL OR f.class_id = a.class_id) AND (f.split IS NULL OR f.split IS a.split)
  AND (f.other_image_id IS NULL OR b.excluded = 0)
  AND (f.other_class_id IS NULL OR f.other_class_id = b.class_id) AND (f.other_split IS NULL OR f.other_split IS b.split)`;

export function readFindings(
  database: DatabaseSync,
  check: string,
  state: FindingRow["state"],
  offset: number,
  limit: number,
): FindingRow[] {
  const holds = state === "open" ? `AND ${HOLDS}` : "";
  return database
    .prepare(
      `SELECT f.* FROM ${WITH_PICTURES} WHERE f.check_id = ? AND f.state = ? ${holds}
       ORDER BY f.score DESC, f.id LIMIT ? OFFSET ?`,
    )
    .all(check, state, limit, offset)
    .map(toFindingRow);
}

/** Pictures of a check's open findings, as the one or the other, those of the worst finding first. */
export function imagesOfFindings(
  database: DatabaseSync,
  check: string,
): number[] {
  return database
    .prepare(
      `SELECT j.value AS id, max(f.score) AS score FROM ${WITH_PICTURES}, json_each(json_array(f.image_id, f.other_image_id)) AS j
       WHERE f.check_id = ? AND f.state = 'open' AND ${HOLDS} AND j.value IS NOT NULL
       GROUP BY j.value ORDER BY score DESC, id`,
    )
    .all(check)
    .map((row) => Number(row["id"]));
}

/** In the order of the ids; unknown ones are left out. */
export function findingsByIds(
  database: DatabaseSync,
  findingIds: readonly number[],
): FindingRow[] {
  return database
    .prepare(
      "SELECT f.* FROM json_each(?) AS j JOIN findings AS f ON f.id = j.value ORDER BY j.key",
    )
    .all(JSON.stringify(findingIds))
    .map(toFindingRow);
}

export function countFindings(database: DatabaseSync): FindingCount[] {
  return database
    .prepare(
      `SELECT f.check_id, sum(f.state = 'open' AND ${HOLDS}) AS open, sum(f.state = 'dismissed') AS dismissed
       FROM ${WITH_PICTURES} GROUP BY f.check_id ORDER BY f.check_id`,
    )
    .all()
    .map((row) => ({
      check: String(row["check_id"]),
      open: Number(row["open"]),
      dismissed: Number(row["dismissed"]),
    }));
}

export function findingsOfImage(
  database: DatabaseSync,
  imageId: number,
): FindingRow[] {
  return database
    .prepare(
      `SELECT f.* FROM ${WITH_PICTURES} WHERE (f.image_id = ?1 OR f.other_image_id = ?1) AND f.state = 'open' AND ${HOLDS}
       ORDER BY f.check_id, f.score DESC, f.id`,
    )
    .all(imageId)
    .map(toFindingRow);
}
