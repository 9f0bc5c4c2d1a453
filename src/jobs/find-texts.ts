import { readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";

import { isTable, isTextFile } from "#engine/datasets/sources/file-kinds.ts";
import { readTable } from "#engine/datasets/text/read-table.ts";
import { findTextColumn } from "#engine/datasets/text/table-columns.ts";
import type { NamedItem } from "./classify-items.ts";

/**
 * Texts to classify: files as they are named, every row of a table, and of folders every text file and table in them.
 * @param entries absolute paths, and whether each is a folder
 * @throws StudioError `dataset/no-text-column`, `text/…` of a table
 */
export async function* findTexts(
  entries: readonly { readonly path: string; readonly isFolder: boolean }[],
  signal: AbortSignal,
): AsyncGenerator<NamedItem> {
  for (const { path, isFolder } of entries) {
    if (!isFolder) {
      yield* textsOfFile(path, path, signal);
      continue;
    }
    const found = await readdir(path, { recursive: true, withFileTypes: true });
    const files = found
      .filter(
        (entry) =>
          entry.isFile() && (isTextFile(entry.name) || isTable(entry.name)),
      )
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
    for (const file of files) {
      yield* textsOfFile(relative(path, file), file, signal);
    }
  }
}

async function* textsOfFile(
  name: string,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<NamedItem> {
  if (!isTable(path)) {
    yield { name, path };
    return;
  }
  let column: number | undefined;
  for await (const { row, cells } of readTable(path, signal)) {
    if (column === undefined) column = findTextColumn(cells, basename(path));
    else yield { name: `${name} row ${row}`, text: cells[column] ?? "" };
  }
}
