import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

import { findPackedSource } from "#engine/datasets/sources/find-packed-source.ts";
import { chooseReading, NOUNS } from "#engine/datasets/sources/readings.ts";
import type { Reading } from "#engine/datasets/sources/readings.ts";
import type { PackedSource } from "#engine/datasets/sources/source.ts";
import { sourceItems } from "#engine/datasets/sources/source-items.ts";
import { importTables } from "#engine/datasets/text/import-tables.ts";
import { createShardWriter } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";

import { openPictureReader, openTextReader } from "./content-reader.ts";
import { forgetProblems } from "./forget-problems.ts";
import { ImportBatch } from "./import-batch.ts";
import { isGone, readFile, skippedUnread } from "./import-file.ts";
import type { FileOutcome, FileWork, ImportRoot } from "./import-file.ts";
import { ImportTally } from "./import-tally.ts";
import type {
  FileRemark,
  ImportRequest,
  ImportResult,
} from "./import-types.ts";
import { rememberReading } from "./remembered-readings.ts";
import { canStream, PackedStream } from "./packed-stream.ts";
import { completeSplits } from "./resplit.ts";
import { SkippedGroups } from "./skipped-groups.ts";
import { everyInterval, settleKind, surveySource } from "./survey.ts";
import type { Survey, SurveyRequest } from "./survey.ts";

/**
 * Imports a source of pictures or texts: recognises how it is laid out, reads every file once (content hash, facts, thumbnail), takes
 * every content once, and puts new items on a side. What cannot be used is listed with a reason and stops nothing else.
 * Files that are known and unchanged are not read again, so the same call adds what is new, and goes on after a kill.
 * An archive is unpacked into the project first. Texts are kept in the index, whatever `copy` says; they may also come as tables.
 * @throws StudioError `dataset/folder-not-found`, `dataset/no-images`, `dataset/no-class-folders`, `dataset/other-kind`,
 *   `dataset/no-label-column`, `source/no-such-reading`, `archive/…`, `storage/…`; CancelledError
 */
export async function importFolder(
  asked: ImportRequest,
): Promise<ImportResult> {
  const tally = new ImportTally();
  const given = resolve(asked.source);
  const packed = await findPackedSource(given);
  const stream = packed === null ? null : new PackedStream(packed, asked);
  try {
    return await importFrom(given, packed, stream, asked, tally);
  } finally {
    await stream?.close();
  }
}

async function importFrom(
  given: string,
  packed: PackedSource | null,
  stream: PackedStream | null,
  asked: ImportRequest,
  tally: ImportTally,
): Promise<ImportResult> {
  let survey = await (stream?.survey() ?? surveySource(given, asked));
  let reading = chooseReading(survey.readings, asked.classesFrom);
  let unpacked: readonly FileRemark[] = [];
  let source = stream;
  if (packed !== null && !canStream(reading)) {
    const { rootPath } = copiedRoot(given, asked);
    unpacked = await packed.unpack(rootPath, asked);
    survey = await surveySource(rootPath, asked);
    reading = chooseReading(survey.readings, asked.classesFrom);
    source = null;
  }
  const { kind } = reading;
  await settleKind(asked, kind);
  const copy = asked.copy && kind === "images" && packed === null;
  const request = { ...asked, copy };
  const root = await addRoot(given, survey.folder, packed !== null, request);
  if (asked.classesFrom !== undefined) {
    await rememberReading(root.rootId, asked.classesFrom, asked);
  }
  const thumbnails = createShardWriter(
    projectPaths(request.projectDirectory).thumbnails,
  );
  const noun = NOUNS[kind].one;
  const batch = new ImportBatch({ ...root, ...request, noun, thumbnails });
  try {
    if (reading.tables.length > 0) {
      await importTables(reading.tables, root, request, batch, tally);
    } else {
      const folder = source === null ? survey.folder : root.rootPath;
      await forgetProblems(root, request, (path) =>
        isGone(join(folder, ...path.split("/"))),
      );
      for (const remark of unpacked) await skip(remark, batch, tally);
      const files = { survey, reading, root, request, stream: source };
      await importFiles(files, batch, tally);
    }
    await batch.finish();
  } finally {
    await thumbnails.close();
  }
  await completeSplits(request.reader, request.emit, request.seed);
  return tally.result(request.reader, batch);
}

/**
 * Finds out, without reading a picture, whether a source is one to import; so that nothing is made for one that is not.
 * @throws StudioError as `importFolder` does for the source itself
 */
export async function checkImportable(
  request: Pick<ImportRequest, "source"> & SurveyRequest,
): Promise<void> {
  const source = resolve(request.source);
  if ((await findPackedSource(source)) === null) {
    await surveySource(source, request);
  }
}

interface FilesToImport {
  readonly survey: Survey;
  readonly reading: Reading;
  readonly root: ImportRoot;
  readonly request: ImportRequest;
  /** Of what is unpacked meanwhile; else the files are there. */
  readonly stream: PackedStream | null;
}

/** The second walk: several files are read at once, and their outcomes are taken in the order of the walk. */
async function importFiles(
  { survey, reading, root, request, stream }: FilesToImport,
  batch: ImportBatch,
  tally: ImportTally,
): Promise<void> {
  const { kind } = reading;
  const contents =
    kind === "texts" ? openTextReader() : openPictureReader(request.threads);
  const phase = `Reading ${NOUNS[kind].several}`;
  const report = everyInterval(request, phase, kind, survey.facts.files);
  const work: FileWork = { source: survey.folder, root, contents, request };
  const capacity = stream?.capacity ?? contents.capacity;
  const isOurs = request.copy || stream !== null;
  const groups = new SkippedGroups();
  const window: Promise<FileOutcome>[] = [];
  let done = 0;
  const takeOldest = async () => {
    const oldest = window.shift();
    if (!oldest) return;
    await takeOutcome(work, await oldest, isOurs, batch, tally);
    report(++done);
  };
  try {
    for await (const item of sourceItems(survey, reading, request.signal)) {
      if (item.kind === "skipped") {
        const { path, code, message } = item;
        const remark = { path, code, message };
        stream?.leave(path);
        if (groups.takes(remark)) {
          tally.addSkipped(remark);
          report(++done);
          continue;
        }
        window.push(Promise.resolve(skippedUnread(remark)));
      } else {
        const outcome = stream?.take(item, root) ?? readFile(work, item);
        // Awaited in its turn; a failure before that is not unhandled.
        outcome.catch(() => undefined);
        window.push(outcome);
      }
      // More than the capacity: a slow file at the front does not let the threads run dry at once.
      if (window.length >= 4 * capacity) await takeOldest();
    }
    while (window.length > 0) await takeOldest();
    for (const remark of groups.remarks()) await keepProblem(remark, batch);
  } finally {
    await Promise.allSettled(window);
    await contents.close();
  }
}

async function skip(
  remark: FileRemark,
  batch: ImportBatch,
  tally: ImportTally,
): Promise<void> {
  tally.addSkipped(remark);
  await keepProblem(remark, batch);
}

function keepProblem(remark: FileRemark, batch: ImportBatch): Promise<void> {
  return batch.addProblem({ ...remark, sizeBytes: null, modifiedMs: null });
}

async function takeOutcome(
  { root }: FileWork,
  outcome: FileOutcome,
  isOurs: boolean,
  batch: ImportBatch,
  tally: ImportTally,
): Promise<void> {
  if (outcome.kind === "unchanged") {
    if (outcome.problem) tally.addSkipped(outcome.problem);
    else tally.addUnchanged();
    return;
  }
  if (outcome.kind === "skipped") {
    const { remark, sizeBytes, modifiedMs } = outcome;
    tally.addSkipped(remark);
    await batch.addProblem({ ...remark, sizeBytes, modifiedMs });
    return;
  }
  const { found, note } = outcome;
  const verdict = await batch.addItem(found);
  if (verdict.kind === "skipped") {
    const { path, code, message } = verdict;
    tally.addSkipped({ path, code, message });
    // The same content is in the project already.
    if (isOurs) await rm(join(root.rootPath, ...path.split("/")));
    return;
  }
  if (note === null) return;
  batch.addNote(found, note);
  tally.addNote(note);
}

async function addRoot(
  source: string,
  folder: string,
  isPacked: boolean,
  request: ImportRequest,
): Promise<ImportRoot> {
  const { emit } = request;
  if (!request.copy && !isPacked) {
    const { rootId } = await emit("addRoot", { path: folder, copied: false });
    return { rootId, rootPath: folder };
  }
  const { path, rootPath } = copiedRoot(source, request);
  const { rootId } = await emit("addRoot", { path, copied: true });
  return { rootId, rootPath };
}

/** The project's own folder for the pictures of a source: the same for the same source, so that a second import of it adds what is new. */
function copiedRoot(
  source: string,
  { projectDirectory, name = basename(source) }: ImportRequest,
): { readonly path: string; readonly rootPath: string } {
  const { images } = projectPaths(projectDirectory);
  const digest = createHash("sha256").update(source).digest("hex").slice(0, 8);
  const safeName = name.slice(0, 80).replaceAll(/[^\p{L}\p{N} ._-]/gu, "_");
  const folder = `${safeName}-${digest}`;
  return {
    path: `${basename(images)}/${folder}`,
    rootPath: join(images, folder),
  };
}
