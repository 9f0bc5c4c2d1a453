import type { ClassesFrom, RaisedArchiveLimits } from "#api/sources.ts";
import { importFolder } from "#engine/datasets/import.ts";
import type { ImportResult } from "#engine/datasets/import-types.ts";
import type { JobContext } from "./job-context.ts";

export interface ImportParameters {
  /** Absolute path of a folder, an archive or a table. */
  readonly folder: string;
  /** What a person calls the folder; an upload's folder is called otherwise. */
  readonly name: string;
  /** Copy the pictures into the project. */
  readonly copy: boolean;
  /** Default: as recognised. */
  readonly classesFrom?: ClassesFrom | undefined;
  /** Of an archive, where they are raised. */
  readonly limits?: RaisedArchiveLimits | undefined;
}

/** Imports a folder into the project and puts new pictures on a side. */
export function importPictures(
  { folder, name, copy, classesFrom, limits }: ImportParameters,
  context: JobContext,
): Promise<ImportResult> {
  return importFolder({
    projectDirectory: context.projectDirectory,
    source: folder,
    name,
    copy,
    classesFrom,
    limits,
    reader: context.reader(),
    emit: context.emit,
    signal: context.signal,
    onProgress: context.onProgress,
  });
}
