import { z } from "zod";

import { readColumns, writeColumns } from "#engine/curation/column-file.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";

const AboutSchema = z.object({
  laidOut: z.number(),
  trustworthiness: z.number().nullable(),
});

/** The last map, by column. */
export interface StoredMap extends z.infer<typeof AboutSchema> {
  /** Rising. */
  readonly imageIds: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export async function writeMap(
  projectDirectory: string,
  { laidOut, trustworthiness, imageIds, x, y }: StoredMap,
): Promise<void> {
  await writeColumns(projectPaths(projectDirectory).map, {
    about: { laidOut, trustworthiness },
    columns: { imageIds, x, y },
  });
}

/** Null when none was made or the cache was cleared. */
export async function readMap(
  projectDirectory: string,
): Promise<StoredMap | null> {
  const file = await readColumns(projectPaths(projectDirectory).map);
  const about = AboutSchema.safeParse(file?.about);
  const { imageIds, x, y } = file?.columns ?? {};
  const isWhole =
    imageIds instanceof Int32Array &&
    x instanceof Float32Array &&
    y instanceof Float32Array;
  return isWhole && about.success ? { ...about.data, imageIds, x, y } : null;
}
