import type { DatabaseSync } from "node:sqlite";

/** Answers that are kept at a time. */
const MAX_KNOWN = 200;

/** Gives the answer of before, or finds it. */
export type KnownAnswers = <T>(key: string, find: () => T) => T;

/** Remembers answers by their key until another connection has changed the data. */
export function knownAnswers(database: DatabaseSync): KnownAnswers {
  const version = database.prepare("PRAGMA data_version");
  const answers = new Map<string, unknown>();
  let knownVersion: unknown;
  return <T>(key: string, find: () => T): T => {
    const current = version.get()?.["data_version"];
    if (current !== knownVersion || answers.size > MAX_KNOWN) answers.clear();
    knownVersion = current;
    if (!answers.has(key)) answers.set(key, find());
    return answers.get(key) as T;
  };
}
