import type { ExportFormat } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import { exportModel } from "#engine/export/export-model.ts";
import type { ExportReport, GivenSample } from "#engine/export/export-types.ts";
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

/** Items that the export may check itself with; it takes the first that can be read. */
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
  if (isOfTexts(preprocessing) && preprocessing.kind !== "tokens") {
    throw new StudioError(
      "export/not-of-weights",
      "Exports are written for networks that read the words of a text in their order, but this one weighs them. Train a network of texts, such as text-cnn-1d, and export that.",
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
    samples: sampleItems(context, isOfTexts(preprocessing)),
    signal: context.signal,
    onProgress: context.onProgress,
  });
}

/** Items of all classes in turn, those of the test side first: the network has not learned from them. */
function sampleItems({ reader }: JobContext, areTexts: boolean): GivenSample[] {
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
  const items = chosen.slice(0, SAMPLES);
  if (!areTexts) return items.map((image) => ({ path: index.filePath(image) }));
  const texts = index.texts(items.map(({ id }) => id));
  return items.map(({ path }, at) => ({ name: path, text: texts[at] ?? "" }));
}
