import { basename } from "node:path";

import type { Split } from "#api/base.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { TableFile } from "#engine/datasets/sources/text-tables.ts";
import { splitOfName } from "#engine/datasets/split-names.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";

import { checkedText } from "./decode-text.ts";
import { readTable } from "./read-table.ts";
import { findColumns, type TableColumns } from "./table-columns.ts";
import { TextError } from "./text-error.ts";

/** A row of a table of texts, or why it cannot be used. */
export type TableText =
  | {
      readonly kind: "text";
      /** 1 for the first below the names of the columns. */
      readonly row: number;
      readonly text: string;
      readonly className: string;
      readonly split: Split | null;
    }
  | { readonly kind: "bad"; readonly row: number; readonly error: TextError };

/**
 * The texts of a table, row by row: a column of texts, one of classes and perhaps one of sides.
 * @throws StudioError `dataset/no-text-column`, `dataset/no-label-column`; CancelledError. What is wrong with a row is given in its place
 */
export async function* tableTexts(
  table: TableFile,
  signal?: AbortSignal,
): AsyncGenerator<TableText> {
  let columns: TableColumns | undefined;
  let row = 0;
  let width = 0;
  try {
    for await (const line of readTable(table.path, signal)) {
      row = line.row;
      if (columns === undefined) {
        columns = findColumns(line.cells, basename(table.path));
        width = line.cells.length;
        continue;
      }
      yield readRow(line.cells, row, width, columns, table.split);
    }
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    yield { kind: "bad", row: row + 1, error };
  }
  if (row === 0 && columns === undefined) {
    const error = new TextError(
      "text/empty",
      "Expected a table with a first line that names its columns. Received: an empty file. Choose another one.",
    );
    yield { kind: "bad", row: 1, error };
  }
}

function readRow(
  cells: readonly string[],
  row: number,
  width: number,
  columns: TableColumns,
  split: Split | null,
): TableText {
  try {
    if (cells.length !== width) throw raggedRow(width, cells.length);
    return {
      kind: "text",
      row,
      text: checkedText(cells[columns.text] ?? ""),
      className: classOf(cells[columns.label] ?? ""),
      split: sideOf(cells, columns) ?? split,
    };
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    return { kind: "bad", row, error };
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
  return split === null ? null : splitOfName(cells[split] ?? "");
}

function raggedRow(expected: number, received: number): TextError {
  return new TextError(
    "text/ragged-row",
    `Expected ${expected} cells, as in the first line. Received: ${received}. Put a cell that holds a separator into quotation marks ("…").`,
  );
}
