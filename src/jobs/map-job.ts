import { mapPictures } from "#engine/curation/map.ts";
import { embedPictures } from "./embed-pictures.ts";
import type { JobContext } from "./job-context.ts";
import { writeMap } from "./map-document.ts";

const SEED = 0;

/** Lays out the map of all included pictures and keeps it in the project's cache. */
export async function drawMap(
  _parameters: Record<string, never>,
  context: JobContext,
): Promise<{ count: number; trustworthiness: number | null }> {
  const embeddings = await embedPictures(context);
  const { points, laidOut, trustworthiness } = await mapPictures(embeddings, {
    seed: SEED,
    threads: context.environment.threads,
    signal: context.signal,
    onProgress: context.onProgress,
  });
  const { imageIds } = embeddings;
  await writeMap(context.projectDirectory, {
    laidOut,
    trustworthiness,
    imageIds,
    x: axisOf(points, 0),
    y: axisOf(points, 1),
  });
  return { count: imageIds.length, trustworthiness };
}

function axisOf(points: Float32Array, axis: 0 | 1): Float32Array {
  return Float32Array.from(
    { length: points.length / 2 },
    (_, row) => points[2 * row + axis] as number,
  );
}
