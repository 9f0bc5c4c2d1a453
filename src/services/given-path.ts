import { isAbsolute } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import type { EngineContext } from "./engine-context.ts";

/** A file or directory of this machine, or what a browser handed over. */
export interface GivenFile {
  readonly path?: string | undefined;
  readonly uploadId?: string | undefined;
}

/**
 * Where what a person gave lies: an absolute path, or the one file of an upload, else its folder.
 * @throws StudioError `models/source`, `upload/unknown`
 */
export async function givenPath(
  { path, uploadId }: GivenFile,
  { uploads }: Pick<EngineContext, "uploads">,
): Promise<string> {
  if (path !== undefined && isAbsolute(path)) return path;
  if (uploadId === undefined) {
    throw new StudioError(
      "models/source",
      `A model is named by the absolute path of its file or directory. Received: "${path ?? "nothing"}".`,
    );
  }
  return uploads.onlyFileOrFolder(uploadId);
}
