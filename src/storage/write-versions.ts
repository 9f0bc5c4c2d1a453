import type { DatabaseSync } from "node:sqlite";

import type { IndexCommands } from "./index-commands.ts";
import { transaction } from "./transactions.ts";

type Params<K extends keyof IndexCommands> = IndexCommands[K]["params"];

export function recordTestLook(
  database: DatabaseSync,
  { reason, runId }: Params<"recordTestLook">,
): void {
  durably(
    database,
    "INSERT INTO test_seal (at, act, reason, run_id) VALUES (?, 'look', ?, ?)",
    now(),
    reason,
    runId,
  );
}

export function sealTest(
  database: DatabaseSync,
  { reason }: Params<"sealTest">,
): void {
  durably(
    database,
    "INSERT INTO test_seal (at, act, reason) VALUES (?, 'seal', ?)",
    now(),
    reason,
  );
}

export function addVersion(
  database: DatabaseSync,
  { digest, imageCount }: Params<"addVersion">,
): void {
  durably(
    database,
    "INSERT OR IGNORE INTO versions (digest, created_at, image_count) VALUES (?, ?, ?)",
    digest,
    now(),
    imageCount,
  );
}

export function removeVersion(
  database: DatabaseSync,
  { digest }: Params<"removeVersion">,
): void {
  durably(
    database,
    "DELETE FROM versions WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM snapshots WHERE digest = ?1)",
    digest,
  );
}

export function addSnapshot(
  database: DatabaseSync,
  { id, name, digest }: Params<"addSnapshot">,
): void {
  durably(
    database,
    "INSERT INTO snapshots (id, name, created_at, digest) VALUES (?, ?, ?, ?)",
    id,
    name,
    now(),
    digest,
  );
}

export function renameSnapshot(
  database: DatabaseSync,
  { id, name }: Params<"renameSnapshot">,
): void {
  durably(database, "UPDATE snapshots SET name = ? WHERE id = ?", name, id);
}

export function removeSnapshot(
  database: DatabaseSync,
  { id }: Params<"removeSnapshot">,
): void {
  durably(database, "DELETE FROM snapshots WHERE id = ?", id);
}

function durably(
  database: DatabaseSync,
  sql: string,
  ...values: (string | number | null)[]
): void {
  transaction(database, () => database.prepare(sql).run(...values), {
    durable: true,
  });
}

function now(): string {
  return new Date().toISOString();
}
