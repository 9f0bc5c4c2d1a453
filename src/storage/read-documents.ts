import type { DatabaseSync } from "node:sqlite";

/** Name of the document that says how the pictures were split. */
export const SPLIT_STATE_DOCUMENT = "split-state";

/** Name of the document that says what the items are; absent: pictures. */
export const DATA_KIND_DOCUMENT = "data-kind";

/** The document that says what the last check-up saw; its findings are rows of their own. */
export const DOCTOR_DOCUMENT = "doctor";

/** A document of the index, or null. */
export function readDocument(database: DatabaseSync, name: string): unknown {
  const row = database
    .prepare("SELECT value FROM documents WHERE name = ?")
    .get(name);
  return row ? (JSON.parse(String(row["value"])) as unknown) : null;
}
