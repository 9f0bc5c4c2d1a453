import type { JobReference } from "#api/base.ts";

import type { EngineClient } from "./client.ts";
import type { DroppedFiles } from "./dropped-files.ts";
import type { UploadTasks } from "./upload-tasks.ts";

/** What is imported: a folder of the engine's machine, or files that this page was handed. */
export type ImportSource = { readonly folder: string } | DroppedFiles;

/**
 * Starts an import into the open project; without one a project named after the folder is made first. Files are sent to
 * the engine before; the tray shows how far that is.
 * @returns the job, or null when nothing was sent because the person cancelled
 */
export async function importFolder(
  engine: EngineClient,
  uploads: UploadTasks,
  source: ImportSource,
  copy = false,
): Promise<JobReference | null> {
  if ((await engine.projects.current({})) === null) {
    await engine.projects.create({ name: sourceName(source) });
  }
  if ("folder" in source) {
    return engine.datasets.import({ folder: source.folder, copy });
  }
  const { uploadId } = await engine.datasets.createUpload({
    name: sourceName(source),
  });
  const arrived = await uploads.send(uploadId, source);
  return arrived ? engine.datasets.import({ uploadId, copy: true }) : null;
}

/** The folder's own name, for the project. */
export function sourceName(source: ImportSource): string {
  const name =
    "folder" in source
      ? source.folder.split(/[\\/]/).findLast((part) => part !== "")
      : source.name;
  return name === undefined || name === "" ? "Pictures" : name;
}
