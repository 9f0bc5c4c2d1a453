import type { DatabaseSync } from "node:sqlite";

import type {
  RankingEntry,
  SnapshotRow,
  TestLook,
  VersionRow,
} from "./data-room-types.ts";
import type { PictureOfVersion } from "./index-types.ts";

export function readVersions(database: DatabaseSync): VersionRow[] {
  return database
    .prepare("SELECT * FROM versions ORDER BY created_at DESC, digest")
    .all()
    .map((row) => ({
      digest: String(row["digest"]),
      createdAt: String(row["created_at"]),
      imageCount: Number(row["image_count"]),
    }));
}

/** Rows that `eachVersionRow` holds at a time. */
const PAGE_ROWS = 5000;

/** Page by page after the last id, so that memory stays small. */
export function* eachVersionRow(
  database: DatabaseSync,
): IterableIterator<PictureOfVersion> {
  const statement = database.prepare(
    `SELECT id, sha256, class_id, split, excluded, path FROM images WHERE id > ? ORDER BY id LIMIT ${PAGE_ROWS}`,
  );
  let after = -1;
  for (;;) {
    const rows = statement.all(after);
    for (const row of rows) {
      yield {
        id: row["id"] as number,
        sha256: row["sha256"] as string,
        classId: row["class_id"] as number,
        split: row["split"] as PictureOfVersion["split"],
        excluded: row["excluded"] === 1,
        path: row["path"] as string,
      };
    }
    if (rows.length < PAGE_ROWS) return;
    after = Number(rows.at(-1)?.["id"]);
  }
}

export function readSnapshots(database: DatabaseSync): SnapshotRow[] {
  return database
    .prepare("SELECT * FROM snapshots ORDER BY created_at DESC, id")
    .all()
    .map((row) => ({
      id: String(row["id"]),
      name: String(row["name"]),
      createdAt: String(row["created_at"]),
      digest: String(row["digest"]),
    }));
}

export function readTestLooks(database: DatabaseSync): TestLook[] {
  return database
    .prepare(
      "SELECT at, reason, run_id FROM test_seal WHERE act = 'look' ORDER BY id",
    )
    .all()
    .map((row) => ({
      at: String(row["at"]),
      reason: String(row["reason"]),
      runId: row["run_id"] as string | null,
    }));
}

export function isTestOpen(database: DatabaseSync): boolean {
  const last = database
    .prepare("SELECT act FROM test_seal ORDER BY id DESC LIMIT 1")
    .get();
  return last?.["act"] === "look";
}

export function readRanking(
  database: DatabaseSync,
  list: string,
  limit: number,
): RankingEntry[] {
  return database
    .prepare(
      "SELECT image_id, rank, details FROM rankings WHERE list = ? ORDER BY rank, image_id LIMIT ?",
    )
    .all(list, limit)
    .map((row) => ({
      imageId: Number(row["image_id"]),
      rank: Number(row["rank"]),
      details: JSON.parse(String(row["details"])) as unknown,
    }));
}

export function countRanking(database: DatabaseSync, list: string): number {
  const row = database
    .prepare("SELECT count(*) AS n FROM rankings WHERE list = ?")
    .get(list);
  return Number(row?.["n"]);
}
