import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

import { importTables } from "#engine/datasets/text/import-tables.ts";
import { createShardWriter } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";

import { openPictureReader, openTextReader } from "./content-reader.ts";
import { forgetProblems } from "./forget-problems.ts";
import { ImportBatch } from "./import-batch.ts";
import { isGone, readFile, skippedUnread } from "./import-file.ts";
import type { FileOutcome, FileWork, ImportRoot } from "./import-file.ts";
import { ImportTally } from "./import-tally.ts";
import type { ImportRequest, ImportResult } from "./import-types.ts";
import { completeSplits } from "./resplit.ts";
import {
  everyInterval,
  NOUNS,
  scan,
  settleKind,
  surveySource,
} from "./survey.ts";
import type { SurveyRequest } from "./survey.ts";

/**
 * Imports a folder of labelled pictures or texts: recognises its layout, reads every file once (content hash, facts, thumbnail), takes
 * every content once, and puts new items on a side. What cannot be used is listed with a reason and stops nothing else.
 * Files that are known and unchanged are not read again, so the same call adds what is new, and goes on after a kill.
 * Texts are kept in the index, whatever `copy` says; they may also come as tables (`.csv`, `.tsv`).
 * @throws StudioError `dataset/folder-not-found`, `dataset/no-images`, `dataset/no-class-folders`, `dataset/other-kind`,
 *   `dataset/no-label-column` …, `storage/…`; CancelledError
 */
export async function importFolder(
  asked: ImportRequest,
): Promise<ImportResult> {
  const tally = new ImportTally();
  const source = resolve(asked.source);
  const survey = await surveySource(source, asked);
  const { kind } = survey;
  await settleKind(asked, kind);
  const request = { ...asked, copy: asked.copy && kind === "images" };
  const root = await addRoot(source, request);
  const thumbnails = createShardWriter(
    projectPaths(request.projectDirectory).thumbnails,
  );
  const noun = NOUNS[kind].one;
  const batch = new ImportBatch({ ...root, ...request, noun, thumbnails });
  try {
    if ("tables" in survey) {
      await importTables(survey.tables, root, request, batch, tally);
    } else {
      const { layout, files } = survey;
      const contents =
        kind === "texts"
          ? openTextReader()
          : openPictureReader(request.threads);
      try {
        const work: FileWork = { source, root, layout, contents, request };
        const report = everyInterval(
          request,
          `Reading ${NOUNS[kind].several}`,
          kind,
          files,
        );
        await readAll(work, report, batch, tally);
      } finally {
        await contents.close();
      }
      await forgetProblems(root, request, (path) =>
        isGone(join(source, ...path.split("/"))),
      );
    }
    await batch.finish();
  } finally {
    await thumbnails.close();
  }
  await completeSplits(request.reader, request.emit, request.seed);
  return tally.result(request.reader, batch);
}

/**
 * Finds out, without reading a picture, whether a folder is one to import; so that nothing is made for one that is not.
 * @throws StudioError as `importFolder` does for the folder itself
 */
export async function checkImportable(
  request: Pick<ImportRequest, "source"> & SurveyRequest,
): Promise<void> {
  await surveySource(resolve(request.source), request);
}

/** The second walk: several files are read at once, and their outcomes are taken in the order of the walk. */
async function readAll(
  work: FileWork,
  report: (done: number) => void,
  batch: ImportBatch,
  tally: ImportTally,
): Promise<void> {
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
      if (window.length >= 4 * work.contents.capacity) await takeOldest();
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
    if (request.copy) await rm(join(root.rootPath, ...path.split("/")));
    return;
  }
  if (note === null) return;
  batch.addNote(found, note);
  tally.addNote(note);
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
