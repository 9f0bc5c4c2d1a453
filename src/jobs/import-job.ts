import { importFolder } from "#engine/datasets/import.ts";
import type { ImportResult } from "#engine/datasets/import-types.ts";
import type { JobContext } from "./job-context.ts";

export interface ImportParameters {
  /** Absolute. */
  readonly folder: string;
  /** What a person calls the folder; an upload's folder is called otherwise. */
  readonly name: string;
  /** Copy the pictures into the project. */
  readonly copy: boolean;
}

/** Imports a folder into the project and puts new pictures on a side. */
export function importPictures(
  { folder, name, copy }: ImportParameters,
  context: JobContext,
): Promise<ImportResult> {
  return importFolder({
    projectDirectory: context.projectDirectory,
    source: folder,
    name,
    copy,
    reader: context.reader(),
    emit: context.emit,
    signal: context.signal,
    onProgress: context.onProgress,
  });
}
