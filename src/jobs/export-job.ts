import type { ExportFormat } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import { exportModel } from "#engine/export/export-model.ts";
import type { ExportReport } from "#engine/export/export-types.ts";
import { isOfTexts } from "#engine/graph/text-preprocessing.ts";
import type { StoredImage } from "#engine/storage/index-types.ts";
import { readTrainedRun } from "#engine/training/run-files.ts";
import type { JobContext } from "./job-context.ts";

export interface ExportParameters {
  readonly runId: string;
  readonly formats: readonly ExportFormat[];
  /** Absolute. */
  readonly directory: string;
  /** What the model is called in its files. */
  readonly name: string;
}

/** Pictures that the export may check itself with; it takes the first that can be read. */
const SAMPLES = 40;

/** Writes a run in some formats, each checked against the app. */
export async function exportRun(
  { runId, formats, directory, name }: ExportParameters,
  context: JobContext,
): Promise<ExportReport> {
  const { config, weights } = await readTrainedRun(
    context.projectDirectory,
    runId,
  );
  const { preprocessing } = config;
  if (isOfTexts(preprocessing)) {
    throw new StudioError(
      "export/not-of-texts",
      "Exports are written for networks that look at pictures, but this one reads texts. Use it here, in Try or with `convolve predict`; its weights and vocabulary lie in the project's folder of runs.",
    );
  }
  return exportModel({
    graph: config.graph,
    weights,
    preprocessing,
    labels: config.classes.map((entry) => entry.name),
    name,
    formats,
    outputDirectory: directory,
    samples: samplePictures(context),
    signal: context.signal,
    onProgress: context.onProgress,
  });
}

/** Pictures of all classes in turn, those of the test side first: the network has not learned from them. */
function samplePictures({ reader }: JobContext): { path: string }[] {
  const index = reader();
  const byClass = new Map<number, StoredImage[]>();
  for (const sides of [["test"], ["validation", "train"]] as const) {
    for (const image of index.eachImage({ splits: [...sides] })) {
      const others = byClass.get(image.classId) ?? [];
      if (others.length < SAMPLES) others.push(image);
      byClass.set(image.classId, others);
    }
  }
  const chosen: StoredImage[] = [];
  for (let row = 0; chosen.length < SAMPLES; row++) {
    const next = [...byClass.values()].flatMap((images) => images[row] ?? []);
    if (next.length === 0) break;
    chosen.push(...next);
  }
  return chosen
    .slice(0, SAMPLES)
    .map((image) => ({ path: index.filePath(image) }));
}
