import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";

const RunningEngineSchema = z.object({
  pid: z.number().int(),
  /** `http://127.0.0.1:<port>` */
  origin: z.string(),
  bearer: z.string(),
});
/** How a program of the same user reaches an engine that serves. */
export type RunningEngine = z.infer<typeof RunningEngineSchema>;

/**
 * Writes down, in a file that only this user can read, how this engine is reached.
 * @returns a function that takes the file away again
 */
export async function announceEngine(
  runtimeFolder: string,
  engine: { origin: string; bearer: string },
): Promise<() => Promise<void>> {
  await removeStale(runtimeFolder);
  const file = fileOf(runtimeFolder, process.pid);
  await writeJsonAtomically(
    file,
    { ...engine, pid: process.pid },
    { mode: 0o600 },
  );
  return () => rm(file, { force: true });
}

/** The engine that serves at an origin, if it is one of this user and alive. */
export async function findRunningEngine(
  runtimeFolder: string,
  origin: string,
): Promise<RunningEngine | null> {
  const engines = await readAll(runtimeFolder);
  return (
    engines.find((engine) => engine.origin === origin && isAlive(engine.pid)) ??
    null
  );
}

/** Where an engine keeps the uploads of its clients; gone when it ends. */
export function uploadsFolder(runtimeFolder: string, pid: number): string {
  return join(runtimeFolder, `uploads-${pid}`);
}

/** What engines left that were killed. */
async function removeStale(runtimeFolder: string): Promise<void> {
  const names = await readdir(runtimeFolder).catch(() => []);
  await Promise.all(
    names
      .filter((name) => {
        const pid = /^(?:engine|uploads)-(\d+)(?:\.json)?$/.exec(name)?.[1];
        return pid !== undefined && !isAlive(Number(pid));
      })
      .map((name) =>
        rm(join(runtimeFolder, name), { recursive: true, force: true }),
      ),
  );
}

async function readAll(runtimeFolder: string): Promise<RunningEngine[]> {
  const names = await readdir(runtimeFolder).catch(() => []);
  const texts = await Promise.all(
    names
      .filter((name) => /^engine-\d+\.json$/.test(name))
      .map((name) =>
        readFile(join(runtimeFolder, name), "utf8").catch(() => ""),
      ),
  );
  return texts.flatMap((text) => {
    try {
      return [RunningEngineSchema.parse(JSON.parse(text))];
    } catch {
      return [];
    }
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function fileOf(runtimeFolder: string, pid: number): string {
  return join(runtimeFolder, `engine-${pid}.json`);
}
