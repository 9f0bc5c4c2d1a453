import { basename, isAbsolute } from "node:path";

import type { Picture } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { EngineContext } from "./engine-context.ts";
import { requireImage } from "./image-detail.ts";

/** Where the file of a picture lies, and what to call it. @throws StudioError `dataset/no-image`, `upload/…`, `image/path` */
export async function pictureFile(
  picture: Picture,
  { session, uploads }: Pick<EngineContext, "session" | "uploads">,
): Promise<{ name: string; path: string }> {
  if ("imageId" in picture) {
    const { reader } = session.require();
    const image = requireImage(reader, picture.imageId);
    return { name: basename(image.path), path: reader.filePath(image) };
  }
  if ("uploadId" in picture) {
    const path = await uploads.file(picture.uploadId, picture.name);
    return { name: picture.name, path };
  }
  if (!isAbsolute(picture.path)) {
    throw new StudioError(
      "image/path",
      `A picture is named by its absolute path. Received: "${picture.path}".`,
    );
  }
  return { name: basename(picture.path), path: picture.path };
}
