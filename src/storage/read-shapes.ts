import type { DatabaseSync } from "node:sqlite";

import type { PictureShape } from "./index-types.ts";

/** One scan of the table: half a second at a million pictures. */
export function readShapes(database: DatabaseSync): PictureShape[] {
  return database
    .prepare(
      `SELECT width, height, count(*) AS n, min(id) AS id FROM images
       WHERE excluded = 0 AND width > 0 AND height > 0 GROUP BY width, height`,
    )
    .all()
    .map((row) => ({
      width: Number(row["width"]),
      height: Number(row["height"]),
      count: Number(row["n"]),
      imageId: Number(row["id"]),
    }));
}
