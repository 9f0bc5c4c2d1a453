import {
  appendFile,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
} from "node:fs/promises";

import { writeFileAtomically, writeJsonAtomically } from "./atomic-file.ts";
import { runPaths } from "./project-paths.ts";
import { toStorageError } from "./storage-errors.ts";

/** Writes runs/<id>/config.json: everything that made the run, kept as long as the run. */
export async function writeRunConfig(
  directory: string,
  runId: string,
  config: unknown,
): Promise<void> {
  await writeJsonAtomically(runPaths(directory, runId).config, config);
}

/** @throws StudioError `storage/not-found`; SyntaxError when the file was damaged from outside */
export async function readRunConfig(
  directory: string,
  runId: string,
): Promise<unknown> {
  const path = runPaths(directory, runId).config;
  try {
    return JSON.parse(await readFile(path, "utf8")) as unknown;
  } catch (error) {
    throw toStorageError(error, `The settings of the run ${path}`);
  }
}

/** Adds a line to history.jsonl and brings it to the disk. */
export async function appendHistory(
  directory: string,
  runId: string,
  entry: object,
): Promise<void> {
  const paths = runPaths(directory, runId);
  try {
    await mkdir(paths.directory, { recursive: true });
    // A line that a killed program left without its end must not swallow this one.
    const start = (await endsInsideLine(paths.history)) ? "\n" : "";
    const line = `${start}${JSON.stringify(entry)}\n`;
    await appendFile(paths.history, line, { flush: true });
  } catch (error) {
    throw toStorageError(error, `The history ${paths.history}`);
  }
}

/** Every whole line of history.jsonl; a line that a killed program left unfinished is passed over. */
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

/**
 * Replaces history.jsonl, atomically: after a resume the epochs behind the checkpoint come again and must not be there twice.
 */
export async function keepHistory(
  directory: string,
  runId: string,
  keep: (entry: unknown) => boolean,
): Promise<void> {
  const entries = (await readHistory(directory, runId)).filter(keep);
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  await writeFileAtomically(runPaths(directory, runId).history, text);
}

/** Epochs that have a checkpoint, ascending. */
export async function checkpointEpochs(
  directory: string,
  runId: string,
): Promise<number[]> {
  const folder = runPaths(directory, runId).directory;
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => {
      const match = /^checkpoint-(\d+)\.safetensors$/.exec(name);
      return match ? [Number(match[1])] : [];
    })
    .toSorted((first, second) => first - second);
}

/** Deletes all checkpoints but the newest ones. */
export async function pruneCheckpoints(
  directory: string,
  runId: string,
  keepNewest: number,
): Promise<void> {
  const epochs = await checkpointEpochs(directory, runId);
  for (const epoch of epochs.slice(
    0,
    Math.max(0, epochs.length - keepNewest),
  )) {
    await rm(runPaths(directory, runId).checkpoint(epoch), { force: true });
  }
}

/** Deletes everything of a run from the disk, for good. */
export async function deleteRunFiles(
  directory: string,
  runId: string,
): Promise<void> {
  await rm(runPaths(directory, runId).directory, {
    recursive: true,
    force: true,
  });
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

async function endsInsideLine(path: string): Promise<boolean> {
  let file;
  try {
    file = await open(path, "r");
  } catch {
    return false;
  }
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] !== 10;
  } finally {
    await file.close();
  }
}
