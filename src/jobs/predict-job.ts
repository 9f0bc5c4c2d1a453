import { createWriteStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { finished } from "node:stream/promises";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { isOfTexts } from "#engine/graph/text-preprocessing.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";
import { looksLikePicture } from "#engine/datasets/scan.ts";
import {
  classifyItem,
  LISTED_ANSWERS,
  type NamedItem,
  type Prediction,
} from "./classify-items.ts";
import type { JobContext } from "./job-context.ts";
import { findTexts } from "./find-texts.ts";
import { openJobDevice } from "./job-device.ts";
import { openClassifier } from "./trained-classifier.ts";

export interface PredictParameters {
  readonly runId: string;
  /** Absolute paths of pictures and folders. */
  readonly paths: readonly string[];
  /** Absolute path of the file to write. */
  readonly csv: string;
}

export interface PredictResult {
  readonly run: string;
  readonly csv: string;
  readonly images: number;
  readonly failed: number;
  /** At most 10,000; all of them are in the CSV file. */
  readonly predictions: readonly Prediction[];
}

const LISTED_PREDICTIONS = 10_000;

/** Classifies every picture or text of some folders and files, and writes one line of CSV for each. */
export async function predict(
  { runId, paths, csv }: PredictParameters,
  context: JobContext,
): Promise<PredictResult> {
  const entries = await describePaths(paths);
  const classifier = await openClassifier(
    context.projectDirectory,
    runId,
    ({ config }) => openJobDevice(context, config.recipe, "forward"),
  );
  const { classes, preprocessing } = classifier.run.config;
  const ofTexts = isOfTexts(preprocessing);
  const pictures = ofTexts ? [] : await findPictures(entries);
  if (!ofTexts && pictures.length === 0) throw nothingFound(paths, "picture");
  const items = ofTexts ? findTexts(entries, context.signal) : pictures;
  const names = classes.map(({ name }) => name);
  const predictions: Prediction[] = [];
  let [done, failed] = [0, 0];
  await mkdir(dirname(csv), { recursive: true });
  const output = createWriteStream(csv, { encoding: "utf8" });
  const writing = finished(output);
  // Waited for below; until then a full disk must not end the process.
  writing.catch(() => undefined);
  try {
    // The byte order mark makes spreadsheet programs read the names as UTF-8.
    output.write(
      `\uFEFF${csvLine(["file", "class", "probability", "error", ...names])}`,
    );
    for await (const item of items) {
      throwIfCancelled(context.signal);
      if (output.errored) break;
      context.onProgress({
        phase: ofTexts ? "Classifying texts" : "Classifying pictures",
        done: done++,
        ...(ofTexts ? {} : { total: pictures.length }),
        unit: ofTexts ? "texts" : "images",
      });
      const prediction = await classifyItem(classifier, item, names.length);
      if (prediction.error) failed++;
      if (predictions.length < LISTED_PREDICTIONS) {
        predictions.push({
          ...prediction,
          top: prediction.top.slice(0, LISTED_ANSWERS),
        });
      }
      output.write(predictionLine(placeOf(item), prediction, names));
    }
    if (done === 0) throw nothingFound(paths, ofTexts ? "text" : "picture");
    output.end();
    await writing;
  } catch (error) {
    output.destroy();
    throw toStorageError(error, `The file ${csv}`);
  } finally {
    await classifier.dispose();
  }
  return { run: runId, csv, images: done, failed, predictions };
}

interface NamedPath {
  readonly path: string;
  readonly isFolder: boolean;
}

async function describePaths(paths: readonly string[]): Promise<NamedPath[]> {
  const entries: NamedPath[] = [];
  for (const path of paths) {
    const facts = await stat(path).catch(() => null);
    if (facts === null) {
      throw new StudioError(
        "predict/not-found",
        `There is no file or folder ${path}. Check the path.`,
      );
    }
    entries.push({ path, isFolder: facts.isDirectory() });
  }
  return entries;
}

/** Files as they are named; folders with everything in them that has the ending of a picture. */
async function findPictures(
  entries: readonly NamedPath[],
): Promise<{ name: string; path: string }[]> {
  const found: { name: string; path: string }[] = [];
  for (const { path, isFolder } of entries) {
    if (!isFolder) {
      found.push({ name: path, path });
      continue;
    }
    const below = await readdir(path, { recursive: true, withFileTypes: true });
    for (const entry of below) {
      if (!entry.isFile() || !looksLikePicture(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      found.push({ name: relative(path, file), path: file });
    }
  }
  return found.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

function nothingFound(
  paths: readonly string[],
  noun: "picture" | "text",
): StudioError {
  return new StudioError(
    `predict/no-${noun}s`,
    `Expected ${noun}s to classify. Received: none in ${paths.join(", ")}. Choose a folder with ${noun} files.`,
  );
}

function placeOf(item: NamedItem): string {
  return "path" in item ? item.path : item.name;
}

function predictionLine(
  path: string,
  { top, error }: Prediction,
  names: readonly string[],
): string {
  const probabilities = new Map(
    top.map(({ name, probability }) => [name, probability]),
  );
  return csvLine([
    path,
    top[0]?.name ?? "",
    top[0]?.probability.toFixed(6) ?? "",
    error?.message ?? "",
    ...names.map((name) => probabilities.get(name)?.toFixed(6) ?? ""),
  ]);
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is made text. */
export function csvLine(cells: readonly string[]): string {
  const quoted = cells.map((cell) => {
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${quoted.join(",")}\r\n`;
}
