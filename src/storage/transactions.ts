import type { DatabaseSync } from "node:sqlite";

/** Rows that surely fit into a transaction of 50 ms on a slow disk. */
export const CHUNK_ROWS = 2000;

/**
 * Runs an action as one transaction: all of it or nothing.
 * @param options.durable on the disk when this returns (`synchronous=FULL`), for what a person confirmed; else safe against a
 *   killed program at once and against a power cut a moment later
 */
export function transaction<T>(
  database: DatabaseSync,
  action: () => T,
  options: { durable?: boolean } = {},
): T {
  const durable = options.durable ?? false;
  if (durable) database.exec("PRAGMA synchronous = FULL");
  try {
    database.exec("BEGIN IMMEDIATE");
    const result = action();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite rolls back by itself when the disk is full.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  } finally {
    if (durable) database.exec("PRAGMA synchronous = NORMAL");
  }
}

/** The items in pieces of at most `size`; one empty piece for no items. */
export function chunksOf<T>(items: readonly T[], size = CHUNK_ROWS): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks.length > 0 ? chunks : [[]];
}
