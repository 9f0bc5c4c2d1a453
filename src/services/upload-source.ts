import { basename, isAbsolute } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import type { Uploads } from "./uploads.ts";

export interface ImportSource {
  readonly folder: string;
  /** What a person calls it: the folder's name, or the one that the upload was given. */
  readonly name: string;
  readonly isUpload: boolean;
  /** To be called when the files are no longer needed. */
  readonly cleanUp: () => Promise<void>;
}

/**
 * Where the files of a request lie: a folder of this machine, or an upload.
 * @throws StudioError `import/source` unless exactly one is named; `upload/unknown`
 */
export function importSource(
  input: { folder?: string | undefined; uploadId?: string | undefined },
  uploads: Uploads,
): ImportSource {
  const { folder, uploadId } = input;
  if ((folder === undefined) === (uploadId === undefined)) {
    throw new StudioError(
      "import/source",
      "Name either a folder or an upload to read from.",
    );
  }
  if (folder !== undefined) {
    if (!isAbsolute(folder)) {
      throw new StudioError(
        "import/source",
        `A folder is named by its absolute path. Received: "${folder}".`,
      );
    }
    return {
      folder,
      name: basename(folder) || folder,
      isUpload: false,
      cleanUp: () => Promise.resolve(),
    };
  }
  const { path, name } = uploads.folder(uploadId!);
  return {
    folder: path,
    name: name.trim() || "pictures",
    isUpload: true,
    cleanUp: () => uploads.remove(uploadId!),
  };
}
