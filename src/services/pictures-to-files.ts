import { basename, isAbsolute } from "node:path";

import type { Picture } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { NamedItem } from "#engine/jobs/classify-items.ts";
import type { EngineContext } from "./engine-context.ts";
import { requireImage } from "./image-detail.ts";

/** Characters of a text that name it. */
const NAME_CHARACTERS = 60;

/**
 * Where the file of a picture or text lies, or the text itself, and what to call it.
 * @throws StudioError `dataset/no-image`, `upload/…`, `image/path`
 */
export async function namedItem(
  picture: Picture,
  { session, uploads }: Pick<EngineContext, "session" | "uploads">,
): Promise<NamedItem> {
  if ("text" in picture) return namedText(picture.text);
  if ("imageId" in picture) {
    const { reader } = session.require();
    const image = requireImage(reader, picture.imageId);
    const [text] = reader.texts([picture.imageId]);
    if (text !== undefined) return namedText(text);
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

function namedText(text: string): NamedItem {
  const name = text.slice(0, NAME_CHARACTERS).replaceAll(/\s+/g, " ").trim();
  return { name, text };
}

/** As `namedItem`, for what looks at pictures only. @throws StudioError also `explain/not-of-pictures` */
export async function pictureFile(
  picture: Picture,
  context: Pick<EngineContext, "session" | "uploads">,
): Promise<{ name: string; path: string }> {
  const item = await namedItem(picture, context);
  if ("path" in item) return item;
  throw new StudioError(
    "explain/not-of-pictures",
    "Expected a picture. Received: a text, of which there are no heat maps. Ask what each word speaks for instead.",
  );
}
