import type { DatabaseSync } from "node:sqlite";

import { CHUNK_ROWS } from "./transactions.ts";

/** The columns of a picture that a person edits. */
export const EDITED_FIELDS = ["class_id", "split", "excluded"] as const;
export type EditedField = (typeof EDITED_FIELDS)[number];

/** Number of pictures that an edit changes. */
export function countChanges(database: DatabaseSync, editId: number): number {
  const row = database
    .prepare(
      "SELECT count(DISTINCT image_id) AS n FROM edit_changes WHERE edit_id = ?",
    )
    .get(editId);
  return Number(row?.["n"]);
}

/** Gives the pictures of a piece what was recorded as their new value of a field. */
export function applyPiece(
  database: DatabaseSync,
  editId: number,
  field: EditedField,
  imageIds: readonly number[],
): void {
  database
    .prepare(
      `UPDATE images SET ${field} = c.after FROM json_each(?) AS j
       JOIN edit_changes AS c ON c.edit_id = ? AND c.image_id = j.value AND c.field = ?
       WHERE images.id = j.value`,
    )
    .run(JSON.stringify(imageIds), editId, field);
}

/**
 * Sets all pictures of an edit to one side of it, piece by piece.
 * @param within around each piece
 */
export function setAllChanges(
  database: DatabaseSync,
  editId: number,
  side: "before" | "after",
  within: <T>(act: () => T) => T = (act) => act(),
): void {
  let last: number | undefined = -1;
  while (last !== undefined) {
    const after: number = last;
    last = within(() => setChanges(database, editId, side, after));
  }
}

/**
 * Sets the next piece of pictures after the id `after` to one side of an edit.
 * @returns the last id of the piece, or undefined when there was none
 */
function setChanges(
  database: DatabaseSync,
  editId: number,
  side: "before" | "after",
  after: number,
): number | undefined {
  const piece = database
    .prepare(
      `SELECT max(image_id) AS last FROM (SELECT image_id FROM edit_changes
       WHERE edit_id = ? AND image_id > ? ORDER BY image_id LIMIT ${CHUNK_ROWS})`,
    )
    .get(editId, after);
  if (piece === undefined || piece["last"] === null) return undefined;
  const last = Number(piece["last"]);
  for (const field of EDITED_FIELDS) {
    database
      .prepare(
        `UPDATE images SET ${field} = c.${side} FROM edit_changes AS c
         WHERE c.edit_id = ? AND c.image_id > ? AND c.image_id <= ? AND c.field = ? AND c.image_id = images.id`,
      )
      .run(editId, after, last, field);
  }
  return last;
}
