import { StudioError } from "#engine/base/errors.ts";

/** The files of a model, wherever they are: a directory or a zip archive. Untrusted. */
export interface ModelFiles {
  /** What to call the source in messages: the name of the directory or archive. */
  readonly name: string;
  /** Paths with forward slashes, relative to the source. */
  readonly paths: readonly string[];
  /**
   * @param limitBytes a larger file is refused before it is read
   * @throws StudioError `models/missing-file`, `models/too-large`
   */
  read(path: string, limitBytes: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Whether a path inside a model would lead out of it. */
export function isUnsafe(path: string): boolean {
  return (
    path.startsWith("/") ||
    /\\|\0|^[a-z]:/i.test(path) ||
    path.split("/").includes("..")
  );
}

export function unsafePath(source: string, path: string): StudioError {
  return new StudioError(
    "models/unsafe-path",
    `The model in ${source} names the file "${path}", which would lie outside of it. Such a file is not read. Get the model from a source you trust.`,
  );
}

export function missingFile(source: string, path: string): StudioError {
  return new StudioError(
    "models/missing-file",
    `The model in ${source} needs the file "${path}", which is not there. Copy or download all files of the model.`,
  );
}

export function tooLarge(
  path: string,
  size: number,
  limitBytes: number,
): StudioError {
  return new StudioError(
    "models/too-large",
    `The file "${path}" of the model may have at most ${limitBytes} bytes. Received: ${size}. Use a smaller model.`,
  );
}

export function tooManyFiles(source: string, limit: number): StudioError {
  return new StudioError(
    "models/too-many-files",
    `A model may have at most ${limit} files. ${source} has more. Give the directory of the model itself.`,
  );
}
