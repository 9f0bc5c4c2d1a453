import { readFile } from "node:fs/promises";

import { StudioError } from "#engine/base/errors.ts";
import { inspectAndThumbnail } from "#engine/imaging/thumbnail.ts";

/**
 * A picture as a browser can show it: oriented, in sRGB.
 * @param longestSide pixels; a smaller picture is not enlarged
 * @returns a JPEG, or the file itself where it is small and plain
 * @throws StudioError `image/…` for a file that cannot be used, `dataset/file-missing`
 */
export async function showPicture({
  path,
  longestSide,
}: {
  readonly path: string;
  readonly longestSide: number;
}): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new StudioError(
      "dataset/file-missing",
      `The file ${path} cannot be read. If its folder was moved, find it again on the Data page.`,
      { cause },
    );
  });
  return (await inspectAndThumbnail(bytes, { longestSide })).thumbnail;
}
