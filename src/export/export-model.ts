import { resolve, join } from "node:path";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";
import { EXPORT_CATALOG, writerFor } from "./catalog.ts";
import type {
  ChosenWriter,
  ExportedFormat,
  ExportFiles,
  ExportFormat,
  ExportModel,
  ExportReport,
  ExportRequest,
} from "./export-types.ts";
import { writeFiles, writeWholeDirectory } from "./output-directory.ts";
import { checkExport } from "#engine/export/parity/check-export.ts";
import { ORIGINAL_FILES_TOLERANCE } from "#engine/export/parity/compare.ts";
import { expectedAnswers, gatherSamples, type Sample } from "./samples.ts";
import { withProbabilities } from "./with-probabilities.ts";

/** Items that the exported files are checked with, and how many pictures of them travel with the export; texts all do. */
const CHECKED_ITEMS = 20;
const SAMPLE_ITEMS = 10;

/**
 * Writes a model in one or more formats, each with labels, preprocessing, samples and the scripts that check it; runs
 * the written files and compares them with the app (`parity.json`). A check that fails is in the report; the files are written all the same.
 * @throws StudioError `export/…`, `graph/…`, `weights/…`, `storage/…`; CancelledError. Nothing is left behind then
 */
export async function exportModel(
  request: ExportRequest,
): Promise<ExportReport> {
  const { signal, onProgress } = request;
  const formats = [...new Set(request.formats)];
  const model = checkedModel(request, formats);
  const directory = resolve(request.outputDirectory);
  const total = 1 + 2 * formats.length;
  let done = 0;
  const report = (phase: string) =>
    onProgress?.({ phase, done: done++, total, unit: "steps" });

  report("Reading samples");
  const forward = await createOnnxExecutor().createForward(model);
  let samples: Sample[];
  try {
    samples = await gatherSamples(
      request.samples,
      CHECKED_ITEMS,
      model,
      forward,
      signal,
    );
  } finally {
    await forward.dispose();
  }

  const exported = await inFileSystem(directory, () =>
    writeWholeDirectory(directory, async (temporary) => {
      const results: ExportedFormat[] = [];
      for (const format of formats) {
        const writer = writerFor(format, model);
        throwIfCancelled(signal);
        report(`Writing ${writer.title}`);
        const folder = join(temporary, format);
        const files = await writeFormat(writer, model, samples, folder);
        throwIfCancelled(signal);
        report(`Checking ${writer.title}`);
        const parity = await checkExport(
          writer,
          folder,
          model,
          samples,
          signal,
        );
        results.push({
          format,
          directory: join(directory, format),
          sizeBytes: sizeOfFiles(files),
          files: [...files.keys()],
          parity,
          snippet: writer.snippet,
        });
      }
      await writeFiles(
        temporary,
        new Map([["parity.json", parityFile(model, results)]]),
      );
      return results;
    }),
  );
  onProgress?.({ phase: "Exported", done: total, total, unit: "steps" });
  return { directory, formats: exported };
}

function checkedModel(
  request: ExportRequest,
  formats: readonly ExportFormat[],
): ExportModel {
  const unknown = formats.find(
    (format) => !Object.hasOwn(EXPORT_CATALOG, format),
  );
  if (unknown !== undefined || formats.length === 0) {
    throw new StudioError(
      "export/unknown-format",
      `Expected at least one of the formats ${Object.keys(EXPORT_CATALOG).join(", ")}. Received: ${unknown ?? "none"}.`,
    );
  }
  const graph = withProbabilities(withoutAuxiliaryOutputs(request.graph));
  checkWeights(graph, request.weights);
  const output = shapeOf(inferShapes(graph), graph.output);
  if (output.length !== 1 || output[0] !== request.labels.length) {
    throw new StudioError(
      "export/labels-do-not-fit",
      `The network answers with the shape [${output.join(", ")}], so ${output.at(-1)} labels are expected. Received: ${request.labels.length}. Export the run with its own classes.`,
    );
  }
  const { weights, preprocessing, labels, name } = request;
  return { graph, weights, preprocessing, labels, name };
}

async function writeFormat(
  writer: ChosenWriter,
  model: ExportModel,
  samples: readonly Sample[],
  directory: string,
): Promise<ExportFiles> {
  // A text is checked from the file that travels: it may be a row of a table.
  const shipped = samples.filter(
    ({ path }, at) => at < SAMPLE_ITEMS || path === null,
  );
  const files = new Map([
    ...(await writer.write()),
    [
      "expected.json",
      expectedAnswers(shipped, model.labels, ORIGINAL_FILES_TOLERANCE),
    ] as const,
    ...shipped.map(({ file, bytes }) => [file, bytes] as const),
  ]);
  await writeFiles(directory, files);
  return files;
}

function parityFile(
  model: ExportModel,
  formats: readonly ExportedFormat[],
): string {
  const checks = Object.fromEntries(
    formats.map(({ format, parity }) => [format, parity]),
  );
  const content = {
    format: "convolve-export",
    formatVersion: 1,
    name: model.name,
    checks,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function sizeOfFiles(files: ExportFiles): number {
  let sum = 0;
  for (const content of files.values()) sum += Buffer.byteLength(content);
  return sum;
}

/** Errors of the file system in words; all others as they are. */
async function inFileSystem<T>(
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error, `The directory ${path}`);
  }
}
