import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import type { DataKind } from "#api/base.ts";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { recognizeManifest } from "#engine/datasets/manifest/manifest-file.ts";
import type { ManifestFile } from "#engine/datasets/manifest/manifest-file.ts";
import { isManifest, isTable } from "#engine/datasets/sources/file-kinds.ts";
import {
  findReadings,
  NOUNS,
  textReading,
} from "#engine/datasets/sources/readings.ts";
import type { Reading } from "#engine/datasets/sources/readings.ts";
import { collectFacts } from "#engine/datasets/sources/source-facts.ts";
import type { SourceFacts } from "#engine/datasets/sources/source-facts.ts";
import { toTable } from "#engine/datasets/sources/text-tables.ts";
import type { TableFile } from "#engine/datasets/sources/text-tables.ts";

import type { ImportRequest } from "./import-types.ts";
import { scanFolder } from "./scan.ts";
import type { ScanEntry } from "./scan.ts";

/** What a source turned out to hold, by the names of its files and the first rows of its tables. */
export interface Survey {
  /** Absolute path of the folder that paths are relative to. */
  readonly folder: string;
  readonly facts: SourceFacts;
  /** The folder as given, and as it really is. */
  readonly roots: readonly string[];
  /** The likeliest first. */
  readonly readings: readonly [Reading, ...Reading[]];
  /** Walks through it again. */
  entries(): AsyncIterable<ScanEntry>;
}

export type SurveyRequest = Pick<
  ImportRequest,
  "projectDirectory" | "signal" | "onProgress"
> & {
  /** After so many milliseconds of looking through files, what was seen must do; default: all is seen. */
  readonly enoughMs?: number;
};

/** Between two reports of progress. */
const PROGRESS_INTERVAL_MS = 100;
/** Tables that are looked into. */
const MOST_TABLES = 200;

/**
 * Finds out what there is to import and how it may be understood: pictures or texts (`.txt`) in class folders, lists of pictures, tables of
 * texts. Walks through the source by names and reads the first rows of tables.
 * @param source absolute path of a folder, a list of pictures, or a table of texts
 * @throws StudioError `dataset/folder-not-found`, `dataset/no-images`, `dataset/no-class-folders` …; CancelledError
 */
export async function surveySource(
  source: string,
  request: SurveyRequest,
): Promise<Survey> {
  if (isManifest(source) && (await isFile(source))) {
    return surveyTable(source, request);
  }
  return surveyEntries(source, () => scan(source, request), request);
}

/**
 * The same for what is not, or not only, a folder.
 * @param folder absolute path of where its tables can be read
 * @param walk goes through its names; called twice, by the survey and by whoever takes its files
 */
export async function surveyEntries(
  folder: string,
  walk: (isFirst: boolean) => AsyncIterable<ScanEntry>,
  request: SurveyRequest,
): Promise<Survey> {
  const facts = await collectFacts(walk(true), watching(request));
  const roots = await rootsOf(folder);
  const manifests: ManifestFile[] = [];
  const tables: TableFile[] = [];
  for (const name of facts.tables.slice(0, MOST_TABLES)) {
    throwIfCancelled(request.signal);
    const file = join(folder, ...name.split("/"));
    const manifest = await recognizeManifest(file, name, facts, roots);
    if (manifest !== null && (manifest.leads || facts.pictures > 0)) {
      manifests.push(manifest);
    } else if (isTable(name)) tables.push(toTable(folder, name));
  }
  return {
    folder,
    facts,
    roots,
    readings: findReadings(facts, manifests, tables),
    entries: () => walk(false),
  };
}

/** A table that was chosen itself: a list of pictures in its folder, else a table of texts. */
async function surveyTable(
  source: string,
  request: SurveyRequest,
): Promise<Survey> {
  const folder = dirname(source);
  const name = basename(source);
  const roots = await rootsOf(folder);
  let facts = await collectFacts(nothing());
  let manifest = await recognizeManifest(source, name, facts, roots);
  if (manifest !== null) {
    // What lies beside matters only when the table seems to speak of it.
    facts = await collectFacts(scan(folder, request), watching(request));
    manifest = await recognizeManifest(source, name, facts, roots);
  }
  const table = { ...toTable(folder, name), name: "" };
  const isText = isTable(name) && manifest?.leads !== true;
  return {
    folder,
    facts,
    roots,
    readings: isText
      ? [textReading([table])]
      : findReadings(facts, manifest === null ? [] : [manifest], []),
    entries: nothing,
  };
}

/** A data set is of one kind. @throws StudioError `dataset/other-kind` */
export async function settleKind(
  { reader, emit }: Pick<ImportRequest, "reader" | "emit">,
  kind: DataKind,
): Promise<void> {
  const known = reader.kind();
  if (known === kind) return;
  if (reader.count({ excluded: "any" }) + reader.unlabelledCount() > 0) {
    throw new StudioError(
      "dataset/other-kind",
      `Expected ${NOUNS[known].several}, which this project is made of. Received: ${NOUNS[kind].several}. Make another project for them.`,
    );
  }
  await emit("setDataKind", { kind });
}

function scan(source: string, request: SurveyRequest) {
  return scanFolder(source, {
    skip: [request.projectDirectory],
    ...(request.signal ? { signal: request.signal } : {}),
  });
}

export function everyInterval(
  { onProgress }: Pick<SurveyRequest, "onProgress">,
  phase: string,
  unit: string,
  total?: number,
): (done: number) => void {
  let next = 0;
  return (done) => {
    const now = performance.now();
    if (now < next && done !== total) return;
    next = now + PROGRESS_INTERVAL_MS;
    const known = total === undefined ? {} : { total };
    onProgress?.({ phase, done, ...known, unit });
  };
}

function watching(request: SurveyRequest) {
  const onFile = everyInterval(request, "Looking through the folder", "files");
  const { enoughMs } = request;
  if (enoughMs === undefined) return { onFile };
  const end = performance.now() + enoughMs;
  return { onFile, isEnough: () => performance.now() > end };
}

async function rootsOf(folder: string): Promise<string[]> {
  const real = await realpath(folder).catch(() => folder);
  return [...new Set([resolve(folder), real])];
}

// oxlint-disable-next-line require-yield
async function* nothing(): AsyncGenerator<ScanEntry> {}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
