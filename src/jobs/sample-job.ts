import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { ImportResult } from "#engine/datasets/import-types.ts";
import { generateSampleSet } from "#engine/datasets/sample/sample-set.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { importPictures } from "./import-job.ts";
import type { JobContext } from "./job-context.ts";

/** Draws the sample pictures and imports them into the project, which owns them from then on. */
export async function makeSample(
  _parameters: Record<string, never>,
  context: JobContext,
): Promise<ImportResult> {
  const { cache } = projectPaths(context.projectDirectory);
  const folder = join(cache, "sample", "mushrooms");
  try {
    await generateSampleSet(folder, {
      signal: context.signal,
      onProgress: context.onProgress,
    });
    return await importPictures(
      { folder, name: "mushrooms", copy: true },
      context,
    );
  } finally {
    await rm(join(cache, "sample"), { recursive: true, force: true });
  }
}
