import { stat } from "node:fs/promises";

import { describeError, type StudioError } from "#engine/base/errors.ts";
import { forgetProblems } from "#engine/datasets/forget-problems.ts";
import type { ImportBatch } from "#engine/datasets/import-batch.ts";
import type { ImportRoot } from "#engine/datasets/import-file.ts";
import type { ImportTally } from "#engine/datasets/import-tally.ts";
import type { ImportRequest } from "#engine/datasets/import-types.ts";
import type { TableFile } from "#engine/datasets/sources/text-tables.ts";
import { everyInterval } from "#engine/datasets/survey.ts";

import { tableTexts, type TableText } from "./table-texts.ts";
import { textContent } from "./text-content.ts";

/** Characters of a hash that tell the texts of one table apart. */
const NAME_CHARACTERS = 16;

/**
 * Imports tables with a column of texts, one of classes and perhaps one of sides, row by row. A text is known again by its content, so
 * that rows may move: the same call adds what is new.
 * @throws StudioError `dataset/no-text-column`, `dataset/no-label-column`, `storage/…`; CancelledError. What is wrong with a row is a remark
 */
export async function importTables(
  tables: readonly TableFile[],
  root: ImportRoot,
  request: ImportRequest,
  batch: ImportBatch,
  tally: ImportTally,
): Promise<void> {
  await forgetProblems(root, request, () => Promise.resolve(true));
  const seen = new Set<string>();
  const report = everyInterval(request, "Reading texts", "texts");
  let done = 0;
  const context: TableContext = {
    root,
    request,
    batch,
    tally,
    seen,
    onRow: () => report(++done),
  };
  for (const table of tables) await importTable(table, context);
}

interface TableContext {
  readonly root: ImportRoot;
  readonly request: ImportRequest;
  readonly batch: ImportBatch;
  readonly tally: ImportTally;
  /** Texts of this import, by the beginning of their hash. */
  readonly seen: Set<string>;
  readonly onRow: () => void;
}

async function importTable(
  table: TableFile,
  context: TableContext,
): Promise<void> {
  const prefix = table.name === "" ? "" : `${table.name}/`;
  const { mtimeMs } = await stat(table.path);
  for await (const found of tableTexts(table, context.request.signal)) {
    if (found.kind === "bad") {
      await skip(`${prefix}row ${found.row}`, found.error, context);
    } else await importText(found, prefix, mtimeMs, context);
    context.onRow();
  }
}

async function importText(
  { row, text, className, split }: TableText & { kind: "text" },
  prefix: string,
  modifiedMs: number,
  { batch, tally, seen, root, request }: TableContext,
): Promise<void> {
  const content = textContent(text);
  const id = content.sha256.slice(0, NAME_CHARACTERS);
  const isFirst = !seen.has(id);
  seen.add(id);
  const known = isFirst
    ? request.reader.imageByHash(content.sha256)
    : undefined;
  if (known?.rootId === root.rootId) {
    tally.addUnchanged();
    return;
  }
  const verdict = await batch.addItem({
    path: `${prefix}${id}/row ${row}`,
    modifiedMs,
    className,
    split,
    content,
  });
  if (verdict.kind === "skipped") {
    const { path, code, message } = verdict;
    tally.addSkipped({ path, code, message });
  }
}

async function skip(
  path: string,
  error: StudioError,
  { batch, tally }: TableContext,
): Promise<void> {
  const remark = { path, ...describeError(error) };
  tally.addSkipped(remark);
  await batch.addProblem({ ...remark, sizeBytes: null, modifiedMs: null });
}
