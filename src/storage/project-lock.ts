import { readFile, rm } from "node:fs/promises";

import { z } from "zod";

import { StudioError } from "#engine/base/errors.ts";

import { writeJsonAtomically } from "./atomic-file.ts";
import { takeExclusiveLock } from "./exclusive-lock.ts";
import { projectPaths } from "./project-paths.ts";

const LockHolderSchema = z.object({
  pid: z.number().int(),
  /** Where the engine that holds the project answers. */
  url: z.string().optional(),
});
export type LockHolder = z.infer<typeof LockHolderSchema>;

export interface ProjectLock {
  /** Says who holds the lock, readable by this user only. */
  announce(url?: string): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the project for this process. The lock is an exclusive transaction on lock.sqlite, which the system frees when the process
 * ends in any way, so it is never stale.
 * @throws StudioError `project/locked` when another program, or this one, has the project open
 */
export async function lockProject(directory: string): Promise<ProjectLock> {
  const paths = projectPaths(directory);
  const lock = takeExclusiveLock(paths.lock);
  if (lock === null) throw await isLockedBy(directory);
  const announce = async (url?: string) => {
    const holder: LockHolder = { pid: process.pid, ...(url ? { url } : {}) };
    await writeJsonAtomically(paths.lockHolder, holder, { mode: 0o600 });
  };
  let released = false;
  const release = async () => {
    if (released) return;
    released = true;
    await rm(paths.lockHolder, { force: true }).catch(() => undefined);
    lock.release();
  };
  try {
    await announce();
  } catch (error) {
    await release();
    throw error;
  }
  return { announce, release };
}

/** Who says to hold the lock; a killed program may have left it, so trust it only after `project/locked`. */
export async function readLockHolder(
  directory: string,
): Promise<LockHolder | undefined> {
  try {
    const text = await readFile(projectPaths(directory).lockHolder, "utf8");
    return LockHolderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function isLockedBy(directory: string): Promise<StudioError> {
  const holder = await readLockHolder(directory);
  const who = holder
    ? ` (process ${holder.pid}${holder.url ? `, at ${new URL(holder.url).origin}` : ""})`
    : "";
  return new StudioError(
    "project/locked",
    `The project ${directory} is already open in another Convolve${who}; one program at a time can change it. Use it there, or close it there and try again.`,
  );
}
