import type { DatabaseSync } from "node:sqlite";

import type { AttributeRow } from "./data-room-types.ts";

export function readAttributes(database: DatabaseSync): AttributeRow[] {
  return database
    .prepare(
      `SELECT a.name, (SELECT count(DISTINCT v.value) FROM image_attributes AS v WHERE v.attribute_id = a.id) AS n
       FROM attributes AS a ORDER BY a.name`,
    )
    .all()
    .map((row) => ({ name: String(row["name"]), values: Number(row["n"]) }));
}

export function attributeValues(
  database: DatabaseSync,
  name: string,
  limit: number,
): { value: string; count: number }[] {
  return database
    .prepare(
      `SELECT v.value, count(*) AS n FROM attributes AS a JOIN image_attributes AS v ON v.attribute_id = a.id
       WHERE a.name = ? GROUP BY v.value ORDER BY n DESC, v.value LIMIT ?`,
    )
    .all(name, limit)
    .map((row) => ({ value: String(row["value"]), count: Number(row["n"]) }));
}

export function attributesOfImage(
  database: DatabaseSync,
  imageId: number,
): Record<string, string> {
  const rows = database
    .prepare(
      `SELECT a.name, v.value FROM image_attributes AS v JOIN attributes AS a ON a.id = v.attribute_id
       WHERE v.image_id = ? ORDER BY a.name`,
    )
    .all(imageId);
  return Object.fromEntries(
    rows.map((row) => [String(row["name"]), String(row["value"])]),
  );
}

export function attributeOfEach(
  database: DatabaseSync,
  name: string,
): Map<number, string> {
  const values = new Map<number, string>();
  const rows = database
    .prepare(
      `SELECT v.image_id, v.value FROM attributes AS a JOIN image_attributes AS v ON v.attribute_id = a.id WHERE a.name = ?`,
    )
    .iterate(name);
  for (const row of rows) {
    values.set(Number(row["image_id"]), String(row["value"]));
  }
  return values;
}
