import type { DatabaseSync, StatementSync } from "node:sqlite";

const known = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** A prepared statement that is kept with its connection, for what is asked once per file. Run it to its end at once. */
export function preparedOnce(
  database: DatabaseSync,
  sql: string,
): StatementSync {
  let statements = known.get(database);
  if (!statements) {
    statements = new Map();
    known.set(database, statements);
  }
  let statement = statements.get(sql);
  if (!statement) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}
