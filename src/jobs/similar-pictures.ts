import { stat } from "node:fs/promises";

import type { SimilarPicture } from "#api/labels.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Embeddings } from "#engine/curation/embeddings.ts";
import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { readEmbeddings } from "./embed-pictures.ts";
import { LeastRecentlyUsed } from "./least-recently-used.ts";
import type { ProcessEnvironment } from "./process-messages.ts";

/** The features of one project at a time; a million pictures take 512 MB. */
const kept = new LeastRecentlyUsed<Embeddings | null>(1, () =>
  Promise.resolve(),
);

/**
 * The pictures whose features point most the same way, by comparing all: a task of the model process.
 * @throws StudioError `labels/not-compared`
 */
export async function similarPictures(
  request: {
    readonly projectDirectory: string;
    readonly imageId: number;
    readonly limit: number;
  },
  { threads }: ProcessEnvironment,
): Promise<SimilarPicture[]> {
  const { projectDirectory, imageId, limit } = request;
  const path = projectPaths(projectDirectory).embeddings;
  const changed = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const embeddings = await kept.get(`${path} ${changed}`, () =>
    readEmbeddings(projectDirectory),
  );
  const row = embeddings?.imageIds.indexOf(imageId) ?? -1;
  if (embeddings === null || row < 0) throw notCompared();
  const { rows, similarities } = await nearestNeighbours(embeddings, {
    k: limit,
    queries: Int32Array.of(row),
    threads,
    exactLimit: Infinity,
  });
  return Array.from(rows, (other, i) => ({
    imageId: embeddings.imageIds[other] as number,
    similarity: similarities[i] as number,
  }));
}

function notCompared(): StudioError {
  return new StudioError(
    "labels/not-compared",
    "Expected a picture that was compared with the others. Received one that came later, or none were compared yet. Draw the map: it compares all pictures.",
  );
}
