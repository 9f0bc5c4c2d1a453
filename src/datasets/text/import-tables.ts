import { stat } from "node:fs/promises";
import { basename } from "node:path";

import type { Split } from "#api/base.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import { forgetProblems } from "#engine/datasets/forget-problems.ts";
import type { ImportBatch } from "#engine/datasets/import-batch.ts";
import type { ImportRoot } from "#engine/datasets/import-file.ts";
import type { ImportTally } from "#engine/datasets/import-tally.ts";
import type { ImportRequest } from "#engine/datasets/import-types.ts";
import { sideOfName } from "#engine/datasets/split-names.ts";
import { everyInterval, type TableFile } from "#engine/datasets/survey.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";

import { checkedText } from "./decode-text.ts";
import { readTable } from "./read-table.ts";
import { findColumns, type TableColumns } from "./table-columns.ts";
import { textContent } from "./text-content.ts";
import { TextError } from "./text-error.ts";

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
  let columns: TableColumns | undefined;
  let row = 0;
  let width = 0;
  try {
    for await (const line of readTable(table.path, context.request.signal)) {
      row = line.row;
      if (columns === undefined) {
        columns = findColumns(line.cells, basename(table.path));
        width = line.cells.length;
        continue;
      }
      const place = { prefix, row, modifiedMs: mtimeMs, split: table.split };
      await importRow(line.cells, width, columns, place, context);
      context.onRow();
    }
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    await skip(`${prefix}row ${row + 1}`, error, context);
  }
  if (row === 0 && columns === undefined) {
    const empty = new TextError(
      "text/empty",
      "Expected a table with a first line that names its columns. Received: an empty file. Choose another one.",
    );
    await skip(`${prefix}row 1`, empty, context);
  }
}

interface RowPlace {
  readonly prefix: string;
  /** 1 for the first below the names of the columns. */
  readonly row: number;
  readonly modifiedMs: number;
  /** Of the table. */
  readonly split: Split | null;
}

async function importRow(
  cells: readonly string[],
  width: number,
  columns: TableColumns,
  { prefix, row, modifiedMs, split }: RowPlace,
  context: TableContext,
): Promise<void> {
  const { batch, tally, seen, root, request } = context;
  const name = `${prefix}row ${row}`;
  try {
    if (cells.length !== width) throw raggedRow(width, cells.length);
    const content = textContent(checkedText(cells[columns.text] ?? ""));
    const className = classOf(cells[columns.label] ?? "");
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
      split: sideOf(cells, columns) ?? split,
      content,
    });
    if (verdict.kind === "skipped") {
      const { path, code, message } = verdict;
      tally.addSkipped({ path, code, message });
    }
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    await skip(name, error, context);
  }
}

function classOf(cell: string): string {
  if (cell.trim() === "") {
    throw new TextError(
      "text/no-label",
      "Expected a class beside every text. Received: an empty cell. Fill it in, or delete the row.",
    );
  }
  try {
    return normalizeClassName(cell);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    throw new TextError(error.code, error.message, { cause: error });
  }
}

/** What stands in the column of sides; anything else than the name of a side leaves the text to be dealt. */
function sideOf(
  cells: readonly string[],
  { split }: TableColumns,
): Split | null {
  if (split === null) return null;
  const side = sideOfName(cells[split] ?? "");
  return side === "evaluation" ? "test" : (side ?? null);
}

function raggedRow(expected: number, received: number): TextError {
  return new TextError(
    "text/ragged-row",
    `Expected ${expected} cells, as in the first line. Received: ${received}. Put a cell that holds a separator into quotation marks ("…").`,
  );
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
