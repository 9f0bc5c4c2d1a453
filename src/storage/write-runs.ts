import type { DatabaseSync } from "node:sqlite";

import type { IndexCommands } from "./index-commands.ts";
import { chunksOf, transaction } from "./transactions.ts";

type Params<K extends keyof IndexCommands> = IndexCommands[K]["params"];

export function addRun(database: DatabaseSync, run: Params<"addRun">): void {
  transaction(
    database,
    () =>
      database
        .prepare(
          "INSERT INTO runs (id, name, created_at, status, config, metrics) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .run(
          run.id,
          run.name,
          run.createdAt,
          run.status,
          JSON.stringify(run.config ?? null),
          JSON.stringify(run.metrics ?? null),
        ),
    { durable: true },
  );
}

export function updateRun(
  database: DatabaseSync,
  run: Params<"updateRun">,
): void {
  transaction(
    database,
    () =>
      database
        .prepare(
          `UPDATE runs SET name = coalesce(?, name), status = coalesce(?, status), config = coalesce(?, config),
             metrics = coalesce(?, metrics), deleted = coalesce(?, deleted) WHERE id = ?`,
        )
        .run(
          run.name ?? null,
          run.status ?? null,
          jsonOrNull(run.config),
          jsonOrNull(run.metrics),
          run.deleted === undefined ? null : Number(run.deleted),
          run.id,
        ),
    { durable: true },
  );
}

/** Null leaves a column as it is. */
function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

export function clearPredictions(
  database: DatabaseSync,
  { runId, splits }: Params<"clearPredictions">,
): void {
  const remove = database.prepare(
    `DELETE FROM predictions WHERE rowid IN (
       SELECT rowid FROM predictions WHERE run_id = ?1
         AND (?2 IS NULL OR split IN (SELECT value FROM json_each(?2)))
       LIMIT 2000)`,
  );
  const sides = splits === null ? null : JSON.stringify(splits);
  let removed = 1;
  while (removed > 0) {
    removed = Number(
      transaction(database, () => remove.run(runId, sides)).changes,
    );
  }
}

export function addPredictions(
  database: DatabaseSync,
  { runId, predictions }: Params<"addPredictions">,
): void {
  const insert = database.prepare(
    `INSERT OR REPLACE INTO predictions (run_id, image_id, split, actual_class_id, predicted_class_id, confidence,
       label_probability, correct, probabilities) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const chunk of chunksOf(predictions, 500)) {
    transaction(database, () => {
      for (const row of chunk) {
        const { buffer, byteOffset, byteLength } = row.probabilities;
        insert.run(
          runId,
          row.imageId,
          row.split,
          row.actualClassId,
          row.predictedClassId,
          row.confidence,
          row.labelProbability,
          Number(row.actualClassId === row.predictedClassId),
          new Uint8Array(buffer, byteOffset, byteLength),
        );
      }
    });
  }
}

export function setDocument(
  database: DatabaseSync,
  { name, value }: Params<"setDocument">,
): void {
  transaction(database, () => putDocument(database, name, value), {
    durable: true,
  });
}

/** Within a transaction of the caller. */
export function putDocument(
  database: DatabaseSync,
  name: string,
  value: unknown,
): void {
  if (value === null || value === undefined) {
    database.prepare("DELETE FROM documents WHERE name = ?").run(name);
    return;
  }
  database
    .prepare("INSERT OR REPLACE INTO documents (name, value) VALUES (?, ?)")
    .run(name, JSON.stringify(value));
}
