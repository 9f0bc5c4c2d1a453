import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { createShardWriter } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";

import { ImportBatch } from "./import-batch.ts";
import type { FoundPicture } from "./import-batch.ts";
import { folderOf, isGone, readFile, skippedUnread } from "./import-file.ts";
import type { FileOutcome, FileWork, ImportRoot } from "./import-file.ts";
import type {
  FileRemark,
  ImportRequest,
  ImportResult,
} from "./import-types.ts";
import { recognizeLayout } from "./layout.ts";
import type { FolderFacts } from "./layout.ts";
import { completeSplits } from "./resplit.ts";
import { looksLikePicture, scanFolder } from "./scan.ts";

/** Remarks that the result holds; all of them are in the index. */
const MAX_REMARKS = 10_000;

/** Rows of problems that are looked at together. */
const PROBLEM_PAGE = 1000;

/** Between two reports of progress. */
const PROGRESS_INTERVAL_MS = 100;

/**
 * Imports a folder of labelled pictures: recognises its layout, reads every file once (content hash, facts, thumbnail), takes every
 * content once, and puts new pictures on a side. What cannot be used is listed with a reason and stops nothing else.
 * Files that are known and unchanged are not read again, so the same call adds what is new, and goes on after a kill.
 * @throws StudioError `dataset/folder-not-found`, `dataset/no-images`, `dataset/no-class-folders` …, `storage/…`; CancelledError
 */
export async function importFolder(
  request: ImportRequest,
): Promise<ImportResult> {
  const started = performance.now();
  const source = resolve(request.source);
  const survey = await surveyFolder(source, request);
  const layout = recognizeLayout(survey.folders);
  const root = await addRoot(source, request);
  const thumbnails = createShardWriter(
    projectPaths(request.projectDirectory).thumbnails,
  );
  const pool = createDecodePool(
    request.threads === undefined ? {} : { threads: request.threads },
  );
  const batch = new ImportBatch({ ...root, ...request, thumbnails });
  const tally = newTally();
  try {
    const work: FileWork = { source, root, layout, pool, request };
    await readAll(work, survey.files, batch, tally);
    await batch.finish();
  } finally {
    await pool.close();
    await thumbnails.close();
  }
  await forgetGoneProblems(source, root.rootId, request);
  await completeSplits(request.reader, request.emit, request.seed);
  return summarize(request.reader, batch, tally, started);
}

/**
 * Finds out, without reading a picture, whether a folder is one to import; so that nothing is made for one that is not.
 * @throws StudioError as `importFolder` does for the folder itself
 */
export async function checkImportable(
  request: Pick<ImportRequest, "source" | "projectDirectory">,
): Promise<void> {
  const { folders } = await surveyFolder(resolve(request.source), request);
  recognizeLayout(folders);
}

/** The first walk: what folders there are, and how many files. */
async function surveyFolder(
  source: string,
  request: SurveyRequest,
): Promise<{ folders: FolderFacts[]; files: number }> {
  const pictures = new Map<string, number>();
  const report = everyInterval(request, "Looking through the folder");
  let files = 0;
  for await (const entry of scan(source, request)) {
    if (entry.kind === "folder") pictures.set(entry.path, 0);
    if (entry.kind !== "file") continue;
    files++;
    const folder = folderOf(entry.path);
    if (looksLikePicture(entry.path)) {
      pictures.set(folder, (pictures.get(folder) ?? 0) + 1);
    }
    report(files);
  }
  const folders = [...pictures].map(([path, count]) => ({
    path,
    pictures: count,
  }));
  return { folders, files };
}

type SurveyRequest = Pick<
  ImportRequest,
  "projectDirectory" | "signal" | "onProgress"
>;

interface Tally {
  readonly skipped: FileRemark[];
  skippedCount: number;
  readonly notes: FileRemark[];
  unchanged: number;
}

/** The second walk: several files are read at once, and their outcomes are taken in the order of the walk. */
async function readAll(
  work: FileWork,
  total: number,
  batch: ImportBatch,
  tally: Tally,
): Promise<void> {
  const report = everyInterval(work.request, "Reading pictures", total);
  const window: Promise<FileOutcome>[] = [];
  let done = 0;
  const takeOldest = async () => {
    const oldest = window.shift();
    if (!oldest) return;
    await takeOutcome(work, await oldest, batch, tally);
    report(++done);
  };
  try {
    for await (const entry of scan(work.source, work.request)) {
      if (entry.kind === "folder") continue;
      if (entry.kind === "problem") {
        const { path, code, message } = entry;
        window.push(Promise.resolve(skippedUnread({ path, code, message })));
      } else {
        const outcome = readFile(work, entry.path);
        // Awaited in its turn; a failure before that is not unhandled.
        outcome.catch(() => undefined);
        window.push(outcome);
      }
      // More than the capacity: a slow file at the front does not let the threads run dry at once.
      if (window.length >= 4 * work.pool.capacity) await takeOldest();
    }
    while (window.length > 0) await takeOldest();
  } finally {
    await Promise.allSettled(window);
  }
}

async function takeOutcome(
  { request, root }: FileWork,
  outcome: FileOutcome,
  batch: ImportBatch,
  tally: Tally,
): Promise<void> {
  if (outcome.kind === "unchanged") {
    if (outcome.problem) addSkipped(tally, outcome.problem);
    else tally.unchanged++;
    return;
  }
  if (outcome.kind === "skipped") {
    const { remark, sizeBytes, modifiedMs } = outcome;
    addSkipped(tally, remark);
    await batch.addProblem({ ...remark, sizeBytes, modifiedMs });
    return;
  }
  const { found } = outcome;
  const verdict = await batch.addPicture(found);
  if (verdict.kind === "skipped") {
    const { path, code, message } = verdict;
    addSkipped(tally, { path, code, message });
    // The same content is in the project already.
    if (request.copy) await rm(join(root.rootPath, ...path.split("/")));
    return;
  }
  for (const note of notesOn(found)) {
    batch.addNote(found, note);
    if (tally.notes.length < MAX_REMARKS) tally.notes.push(note);
  }
}

/** A problem whose file was deleted or renamed since is one no more. */
async function forgetGoneProblems(
  source: string,
  rootId: number,
  { reader, emit }: ImportRequest,
): Promise<void> {
  const gone: number[] = [];
  for (let offset = 0; ; offset += PROBLEM_PAGE) {
    const page = reader.problems(offset, PROBLEM_PAGE);
    for (const problem of page.filter((row) => row.rootId === rootId)) {
      const path = join(source, ...problem.path.split("/"));
      if (await isGone(path)) gone.push(problem.id);
    }
    if (page.length < PROBLEM_PAGE) break;
  }
  if (gone.length > 0) await emit("forgetProblems", { problemIds: gone });
}

/** At most one remark, the more important one: the index has one row per file. */
function notesOn({ path, picture }: FoundPicture): FileRemark[] {
  const { facts, wrongExtension } = picture;
  if (facts.pages > 1) {
    const message = `Expected a still picture. Received: a file with ${facts.pages} pictures (an animation or several pages). The first one is used; save another one as a file of its own if you meant that.`;
    return [{ path, code: "image/first-of-several", message }];
  }
  if (wrongExtension) {
    const message = `Expected the ending of the file's name to say what is in it. Received: ${facts.format.toUpperCase()} data. The picture is used as it is; rename the file to be rid of this message.`;
    return [{ path, code: "image/wrong-extension", message }];
  }
  return [];
}

function newTally(): Tally {
  return { skipped: [], skippedCount: 0, notes: [], unchanged: 0 };
}

function addSkipped(tally: Tally, remark: FileRemark): void {
  tally.skippedCount++;
  if (tally.skipped.length < MAX_REMARKS) tally.skipped.push(remark);
}

async function addRoot(
  source: string,
  { copy, projectDirectory, emit, name = basename(source) }: ImportRequest,
): Promise<ImportRoot> {
  if (!copy) {
    const { rootId } = await emit("addRoot", { path: source, copied: false });
    return { rootId, rootPath: source };
  }
  // The same source gives the same folder, so that a second import of it adds what is new.
  const { images } = projectPaths(projectDirectory);
  const digest = createHash("sha256").update(source).digest("hex").slice(0, 8);
  const safeName = name.slice(0, 80).replaceAll(/[^\p{L}\p{N} ._-]/gu, "_");
  const folder = `${safeName}-${digest}`;
  const path = `${basename(images)}/${folder}`;
  const { rootId } = await emit("addRoot", { path, copied: true });
  return { rootId, rootPath: join(images, folder) };
}

function summarize(
  reader: IndexReader,
  batch: ImportBatch,
  tally: Tally,
  started: number,
): ImportResult {
  return {
    images: reader.count(),
    classes: reader
      .classes()
      .filter((row) => row.count > 0)
      .map(({ name, count }) => ({ name, count })),
    ...tally,
    added: batch.added,
    splitSource: reader.splitState().source,
    seconds: (performance.now() - started) / 1000,
  };
}

function scan(source: string, request: SurveyRequest) {
  return scanFolder(source, {
    skip: [request.projectDirectory],
    ...(request.signal ? { signal: request.signal } : {}),
  });
}

function everyInterval(
  { onProgress }: SurveyRequest,
  phase: string,
  total?: number,
): (done: number) => void {
  let next = 0;
  return (done) => {
    const now = performance.now();
    if (now < next && done !== total) return;
    next = now + PROGRESS_INTERVAL_MS;
    const known = total === undefined ? {} : { total };
    onProgress?.({ phase, done, ...known, unit: "images" });
  };
}
