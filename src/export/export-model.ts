import { resolve, join } from "node:path";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { withoutAuxiliaryOutputs } from "#engine/graph/without-auxiliary-outputs.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";
import { EXPORT_CATALOG } from "./catalog.ts";
import type {
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

/** Pictures that the exported files are checked with, and how many of them travel with the export. */
const CHECKED_PICTURES = 20;
const SAMPLE_PICTURES = 10;

/**
 * Writes a model in one or more formats, each with labels, preprocessing, ten sample pictures and the scripts that check it; runs
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

  report("Reading sample pictures");
  const paths = request.samples.map((sample) => sample.path);
  const forward = await createOnnxExecutor().createForward(model);
  let samples: Sample[];
  try {
    samples = await gatherSamples(
      paths,
      CHECKED_PICTURES,
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
        const { title } = EXPORT_CATALOG[format];
        throwIfCancelled(signal);
        report(`Writing ${title}`);
        const folder = join(temporary, format);
        const files = await writeFormat(format, model, samples, folder);
        throwIfCancelled(signal);
        report(`Checking ${title}`);
        const entry = EXPORT_CATALOG[format];
        const parity = await checkExport(entry, folder, model, samples, signal);
        results.push({
          format,
          directory: join(directory, format),
          sizeBytes: sizeOfFiles(files),
          files: [...files.keys()],
          parity,
          snippet: entry.snippet,
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
  format: ExportFormat,
  model: ExportModel,
  samples: readonly Sample[],
  directory: string,
): Promise<ExportFiles> {
  const shipped = samples.slice(0, SAMPLE_PICTURES);
  const files = new Map([
    ...(await EXPORT_CATALOG[format].write(model)),
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
