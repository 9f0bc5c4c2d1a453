import type { DatabaseSync } from "node:sqlite";

import type { IndexCommands } from "./index-commands.ts";
import { chunksOf, transaction } from "./transactions.ts";

type Params<K extends keyof IndexCommands> = IndexCommands[K]["params"];

/** One transaction, so that a scan that is killed leaves the findings of the one before. */
export function replaceFindings(
  database: DatabaseSync,
  { check, findings }: Params<"replaceFindings">,
): void {
  transaction(database, () => {
    const dismissed = new Set(
      database
        .prepare(
          "SELECT image_id, other_image_id FROM findings WHERE check_id = ? AND state = 'dismissed'",
        )
        .all(check)
        .map((row) => `${row["image_id"]}/${row["other_image_id"]}`),
    );
    database
      .prepare(
        "DELETE FROM findings WHERE check_id = ? AND state <> 'dismissed'",
      )
      .run(check);
    const insert = database.prepare(
      `INSERT INTO findings (check_id, image_id, other_image_id, score, details, state, group_id, class_id, split, other_class_id, other_split)
       VALUES (?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?)`,
    );
    for (const finding of findings) {
      const { imageId, otherImageId } = finding;
      if (dismissed.has(`${imageId}/${otherImageId}`)) continue;
      insert.run(
        check,
        imageId,
        otherImageId,
        finding.score,
        JSON.stringify(finding.details ?? null),
        finding.groupId ?? null,
        finding.classId ?? null,
        finding.split ?? null,
        finding.otherClassId ?? null,
        finding.otherSplit ?? null,
      );
    }
  });
}

export function setFindingState(
  database: DatabaseSync,
  { findingIds, state }: Params<"setFindingState">,
): void {
  transaction(
    database,
    () =>
      database
        .prepare(
          "UPDATE findings SET state = ? WHERE id IN (SELECT value FROM json_each(?))",
        )
        .run(state, JSON.stringify(findingIds)),
    { durable: true },
  );
}

export function putMeasures(
  database: DatabaseSync,
  { rows }: Params<"putMeasures">,
): void {
  const put = database.prepare(
    `INSERT OR REPLACE INTO measures (image_id, sha256, version, difference_hash, brightness, dark_share, bright_share,
       contrast, sharpness, entropy, red, green, blue) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const order = database.prepare(
    "UPDATE images SET brightness = ?, sharpness = ? WHERE id = ?",
  );
  for (const chunk of chunksOf(rows, 500)) {
    transaction(database, () => {
      for (const row of chunk) {
        put.run(
          row.imageId,
          row.sha256,
          row.version,
          row.differenceHash,
          row.brightness,
          row.darkShare,
          row.brightShare,
          row.contrast,
          row.sharpness,
          row.entropy,
          row.red,
          row.green,
          row.blue,
        );
        order.run(row.brightness, row.sharpness, row.imageId);
      }
    });
  }
}

/** One transaction: a list is the old one or the new one. */
export function replaceRanking(
  database: DatabaseSync,
  { list, entries }: Params<"replaceRanking">,
): void {
  transaction(database, () => {
    database.prepare("DELETE FROM rankings WHERE list = ?").run(list);
    const insert = database.prepare(
      "INSERT INTO rankings (list, image_id, rank, details) VALUES (?, ?, ?, ?)",
    );
    for (const { imageId, rank, details } of entries) {
      insert.run(list, imageId, rank, JSON.stringify(details ?? null));
    }
  });
}
