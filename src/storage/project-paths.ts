import { join } from "node:path";

/** Where everything of a project lies; the only place that knows the names. */
export function projectPaths(directory: string) {
  const cache = join(directory, "cache");
  return {
    directory,
    manifest: join(directory, "project.json"),
    index: join(directory, "index.sqlite"),
    lock: join(directory, "lock.sqlite"),
    lockHolder: join(directory, "lock-holder.json"),
    /** Pictures that were copied in, a folder per root. */
    images: join(directory, "images"),
    runs: join(directory, "runs"),
    exports: join(directory, "exports"),
    /** Contents of the data set at some moments, a file per digest. */
    versions: join(directory, "versions"),
    /** Rebuildable, safe to delete. */
    cache,
    thumbnails: join(cache, "thumbnails"),
    pixels: join(cache, "pixels"),
    features: join(cache, "features"),
    /** Features of all pictures as directions, and where each lies on the map. */
    embeddings: join(cache, "embeddings.columns"),
    map: join(cache, "map.columns"),
  };
}

/** Paths of one training run. */
export function runPaths(directory: string, runId: string) {
  const run = join(projectPaths(directory).runs, runId);
  return {
    directory: run,
    config: join(run, "config.json"),
    history: join(run, "history.jsonl"),
    best: join(run, "best.safetensors"),
    evaluation: join(run, "evaluation.json"),
    /** Everything that is needed to go on after this epoch. */
    checkpoint: (epoch: number) =>
      join(run, `checkpoint-${String(epoch).padStart(5, "0")}.safetensors`),
  };
}
