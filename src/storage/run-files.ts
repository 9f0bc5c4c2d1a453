import { readFile } from "node:fs/promises";

import { runPaths } from "./project-paths.ts";
import { toStorageError } from "./storage-errors.ts";

/**
 * Every whole line of a run's history.jsonl, for whoever looks on while training writes it; a line that is being written, or that a
 * killed program left unfinished, is passed over. Empty for a run without a history.
 */
export async function readHistory(
  directory: string,
  runId: string,
): Promise<unknown[]> {
  const path = runPaths(directory, runId).history;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw toStorageError(error, `The history ${path}`);
  }
  return text.split("\n").flatMap((line) => {
    const entry = parseLine(line);
    return entry === undefined ? [] : [entry];
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
