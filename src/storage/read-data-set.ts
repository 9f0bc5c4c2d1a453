import { isAbsolute, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import type { Split } from "#api/base.ts";

import { toProblemRow } from "./index-rows.ts";
import type {
  ClassRow,
  HistoryState,
  ProblemRow,
  RootRow,
} from "./index-types.ts";
import { compareNaturally } from "./natural-order.ts";

export function readRoots(
  database: DatabaseSync,
  directory: string,
): RootRow[] {
  return readRootPaths(database, directory).map((root) => ({
    ...root,
    imageCount: countRows(database, "images WHERE root_id = ?", root.id),
  }));
}

/** Gives the absolute path of a root by its id; asked thousands of times in a loop, so it remembers until the data change. */
export function rootPathLookup(
  database: DatabaseSync,
  directory: string,
): (rootId: number) => string {
  const version = database.prepare("PRAGMA data_version");
  let known = new Map<number, string>();
  let knownVersion: unknown;
  return (rootId) => {
    const current = version.get()?.["data_version"];
    if (current !== knownVersion) {
      const roots = readRootPaths(database, directory);
      known = new Map(roots.map((root) => [root.id, root.path]));
      knownVersion = current;
    }
    return known.get(rootId) ?? directory;
  };
}

export function readClasses(database: DatabaseSync): ClassRow[] {
  const rows = database
    .prepare(
      "SELECT id, name, folder_name, color_index FROM classes WHERE removed = 0 AND unlabelled = 0",
    )
    .all();
  const counts = new Map<number, Record<Split | "none" | "excluded", number>>();
  const groups = database
    .prepare(
      "SELECT class_id, split, excluded, count(*) AS n FROM images GROUP BY split, excluded, class_id",
    )
    .all();
  for (const group of groups) {
    const classId = Number(group["class_id"]);
    const entry = counts.get(classId) ?? {
      train: 0,
      validation: 0,
      test: 0,
      none: 0,
      excluded: 0,
    };
    const side = (group["split"] ?? "none") as Split | "none";
    entry[group["excluded"] === 1 ? "excluded" : side] += Number(group["n"]);
    counts.set(classId, entry);
  }
  return rows
    .map((row) => {
      const id = Number(row["id"]);
      const entry = counts.get(id);
      const bySplit = {
        train: entry?.train ?? 0,
        validation: entry?.validation ?? 0,
        test: entry?.test ?? 0,
      };
      const unassigned = entry?.none ?? 0;
      return {
        id,
        name: String(row["name"]),
        folderName: row["folder_name"] as string | null,
        colorIndex: Number(row["color_index"]),
        count: bySplit.train + bySplit.validation + bySplit.test + unassigned,
        excluded: entry?.excluded ?? 0,
        bySplit,
        unassigned,
      };
    })
    .toSorted((first, second) => compareNaturally(first.name, second.name));
}

export function unlabelledClassId(database: DatabaseSync): number | null {
  const row = database
    .prepare("SELECT id FROM classes WHERE unlabelled = 1")
    .get();
  return row ? Number(row["id"]) : null;
}

export function unlabelledCount(database: DatabaseSync): number {
  return countRows(
    database,
    "images WHERE excluded = 0 AND class_id = (SELECT id FROM classes WHERE unlabelled = 1)",
  );
}

export function readHistory(database: DatabaseSync): HistoryState {
  const phrase = (order: string, state: string) => {
    const row = database
      .prepare(
        `SELECT description FROM edits WHERE state = ? ORDER BY id ${order} LIMIT 1`,
      )
      .get(state);
    return row ? String(row["description"]) : null;
  };
  return { canUndo: phrase("DESC", "done"), canRedo: phrase("ASC", "undone") };
}

export function countProblems(
  database: DatabaseSync,
  severity: ProblemRow["severity"] | undefined,
): number {
  const from = "problems WHERE ?1 IS NULL OR severity = ?1";
  return countRows(database, from, severity ?? null);
}

export function pageOfProblems(
  database: DatabaseSync,
  offset: number,
  limit: number,
): ProblemRow[] {
  return database
    .prepare("SELECT * FROM problems ORDER BY id LIMIT ? OFFSET ?")
    .all(limit, offset)
    .map(toProblemRow);
}

export function problemsByHash(
  database: DatabaseSync,
  sha256: string,
): ProblemRow[] {
  return database
    .prepare("SELECT * FROM problems WHERE sha256 = ? ORDER BY id")
    .all(sha256)
    .map(toProblemRow);
}

function readRootPaths(
  database: DatabaseSync,
  directory: string,
): { id: number; path: string; copied: boolean }[] {
  return database
    .prepare("SELECT id, path, copied FROM roots ORDER BY id")
    .all()
    .map((row) => {
      const path = String(row["path"]);
      return {
        id: Number(row["id"]),
        path: isAbsolute(path) ? path : join(directory, path),
        copied: row["copied"] === 1,
      };
    });
}

function countRows(
  database: DatabaseSync,
  fromWhere: string,
  ...values: (string | number | null)[]
): number {
  const row = database
    .prepare(`SELECT count(*) AS n FROM ${fromWhere}`)
    .get(...values);
  return Number(row?.["n"]);
}
