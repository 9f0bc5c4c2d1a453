import type { DatabaseSync } from "node:sqlite";

import type { Split } from "#api/base.ts";

import { toPredictionRow, toRunRow } from "./index-rows.ts";
import type { ConfusionCell, PredictionRow, RunRow } from "./index-types.ts";

export function readRuns(
  database: DatabaseSync,
  includeDeleted: boolean,
): RunRow[] {
  return database
    .prepare(
      "SELECT * FROM runs WHERE deleted = 0 OR ? ORDER BY created_at DESC, id DESC",
    )
    .all(includeDeleted ? 1 : 0)
    .map(toRunRow);
}

export function readRun(
  database: DatabaseSync,
  runId: string,
): RunRow | undefined {
  const row = database.prepare("SELECT * FROM runs WHERE id = ?").get(runId);
  return row && toRunRow(row);
}

export function readPredictions(
  database: DatabaseSync,
  runId: string,
  splits: readonly Split[] | undefined,
): PredictionRow[] {
  return database
    .prepare(
      `SELECT * FROM predictions WHERE run_id = ?1
       AND (?2 IS NULL OR split IN (SELECT value FROM json_each(?2))) ORDER BY image_id`,
    )
    .all(runId, sidesJson(splits))
    .map(toPredictionRow);
}

export function predictionsOfImage(
  database: DatabaseSync,
  imageId: number,
): PredictionRow[] {
  return database
    .prepare("SELECT * FROM predictions WHERE image_id = ? ORDER BY run_id")
    .all(imageId)
    .map(toPredictionRow);
}

export function readConfusion(
  database: DatabaseSync,
  runId: string,
  splits: readonly Split[] | undefined,
): ConfusionCell[] {
  return database
    .prepare(
      `SELECT actual_class_id, predicted_class_id, count(*) AS n FROM predictions WHERE run_id = ?1
       AND (?2 IS NULL OR split IN (SELECT value FROM json_each(?2)))
       GROUP BY actual_class_id, predicted_class_id ORDER BY actual_class_id, predicted_class_id`,
    )
    .all(runId, sidesJson(splits))
    .map((row) => ({
      actualClassId: Number(row["actual_class_id"]),
      predictedClassId: Number(row["predicted_class_id"]),
      count: Number(row["n"]),
    }));
}

function sidesJson(splits: readonly Split[] | undefined): string | null {
  return splits ? JSON.stringify(splits) : null;
}
