import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { DataKind } from "#api/base.ts";
import type { SamplePictures } from "#api/projects.ts";
import type { ImportResult } from "#engine/datasets/import-types.ts";
import { generateSampleTexts } from "#engine/datasets/sample/sample-texts.ts";
import { generateSampleSet } from "#engine/datasets/sample/sample-set.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { importPictures } from "./import-job.ts";
import type { JobContext } from "./job-context.ts";

export interface SampleParameters {
  readonly kind: DataKind;
  /** Which pictures, where the kind is images. */
  readonly pictures: SamplePictures;
}

/** Draws the sample pictures, or writes the sample texts, and imports them into the project, which owns them from then on. */
export async function makeSample(
  { kind, pictures }: SampleParameters,
  context: JobContext,
): Promise<ImportResult> {
  const { cache } = projectPaths(context.projectDirectory);
  const folder = join(cache, "sample");
  try {
    if (kind === "texts") {
      const table = join(folder, "notes.csv");
      await generateSampleTexts(table);
      return await importPictures(
        { folder: table, name: "notes", copy: false },
        context,
      );
    }
    const drawn = join(folder, pictures);
    await generateSampleSet(drawn, {
      set: pictures,
      signal: context.signal,
      onProgress: context.onProgress,
    });
    return await importPictures(
      { folder: drawn, name: pictures, copy: true },
      context,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
