import { access, readFile } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import type { RecentProject } from "#api/projects.ts";

import { appFolders } from "./app-folders.ts";
import { writeJsonAtomically } from "./atomic-file.ts";
import { projectPaths } from "./project-paths.ts";

const FILE_NAME = "recent-projects.json";
const MAX_ENTRIES = 20;

const EntriesSchema = z.array(
  z.object({ name: z.string(), path: z.string(), openedAt: z.string() }),
);
type Entry = z.infer<typeof EntriesSchema>[number];

/** Newest first, each with whether it is still there. */
export async function listRecentProjects(
  folder: string = appFolders().config,
): Promise<RecentProject[]> {
  const entries = await readEntries(folder);
  return Promise.all(
    entries.map(async (entry) => ({
      ...entry,
      exists: await fileExists(projectPaths(entry.path).manifest),
    })),
  );
}

/** Puts a project at the top of the list. */
export async function rememberProject(
  project: { readonly name: string; readonly path: string },
  folder: string = appFolders().config,
): Promise<void> {
  const others = (await readEntries(folder)).filter(
    (entry) => entry.path !== project.path,
  );
  const entry: Entry = {
    name: project.name,
    path: project.path,
    openedAt: new Date().toISOString(),
  };
  await writeEntries(folder, [entry, ...others]);
}

/** A missing or damaged list is an empty one. */
async function readEntries(folder: string): Promise<Entry[]> {
  try {
    const text = await readFile(join(folder, FILE_NAME), "utf8");
    return EntriesSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

async function writeEntries(
  folder: string,
  entries: readonly Entry[],
): Promise<void> {
  const path = join(folder, FILE_NAME);
  await writeJsonAtomically(path, entries.slice(0, MAX_ENTRIES));
}

async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
