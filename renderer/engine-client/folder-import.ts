import type { JobReference } from "#api/base.ts";
import type { ClassesFrom } from "#api/sources.ts";

import type { EngineClient } from "./client.ts";
import type { DroppedFiles } from "./dropped-files.ts";
import { leaveBaseline } from "./leave-project.ts";
import type { UploadTasks } from "./upload-tasks.ts";

/** What is imported: a folder or file of the engine's machine, or files that this page was handed. */
export type ImportSource = { readonly folder: string } | DroppedFiles;

/** The same where the engine can read it. */
export type ReachableSource =
  { readonly folder: string } | { readonly uploadId: string };

/**
 * Sends the files of a source to the engine, where they are not on its machine; the tray shows how far that is.
 * @returns null when nothing was sent because the person cancelled
 */
export async function sendSource(
  engine: EngineClient,
  uploads: UploadTasks,
  source: ImportSource,
  onUpload: (uploadId: string) => void = () => undefined,
): Promise<ReachableSource | null> {
  if ("folder" in source) {
    return source;
  }
  const { uploadId } = await engine.datasets.createUpload({
    name: sourceName(source),
  });
  onUpload(uploadId);
  return (await uploads.send(uploadId, source)) ? { uploadId } : null;
}

/** Starts an import into the open project, or into a new one of the given name where none is open or it shall be a new one. */
export async function startImport(
  engine: EngineClient,
  source: ReachableSource,
  options: {
    readonly name: string;
    readonly copy: boolean;
    readonly classesFrom: ClassesFrom | undefined;
    readonly intoNew: boolean;
  },
): Promise<JobReference> {
  const { name, copy, classesFrom, intoNew } = options;
  const project = await engine.projects.current({});
  if (project !== null && intoNew) {
    await leaveBaseline(engine);
    await engine.projects.close({});
  }
  if (project === null || intoNew) {
    await engine.projects.create({ name });
  }
  return engine.datasets.import({
    ...source,
    copy: copy || "uploadId" in source,
    classesFrom,
  });
}

/** The source's own name without the ending of an archive or table, for the project. */
export function sourceName(source: ImportSource): string {
  const name =
    "folder" in source
      ? source.folder.split(/[\\/]/).findLast((part) => part !== "")
      : source.name;
  const plain = name?.replace(
    /\.(?:zip|tm|csv|tsv|jsonl|ndjson|(?:tar(?:\.\w+)?|tgz))$/i,
    "",
  );
  return plain === undefined || plain === "" ? "Pictures" : plain;
}
