import type { Split } from "#api/base.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import type { Layout, Placement } from "#engine/datasets/layout.ts";
import { folderOf } from "#engine/datasets/sources/file-kinds.ts";
import type { NameIndex } from "#engine/datasets/sources/name-index.ts";
import type { SourceFacts } from "#engine/datasets/sources/source-facts.ts";
import type { SourceItem } from "#engine/datasets/sources/source-item.ts";
import { splitOfName } from "#engine/datasets/split-names.ts";
import { TextError } from "#engine/datasets/text/text-error.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";

import { resolveListed } from "./listed-paths.ts";
import type { ManifestFile } from "./manifest-file.ts";
import { readRecords } from "./read-records.ts";

const MOST_VALUE_CHARACTERS = 500;

export interface ManifestContext {
  readonly facts: SourceFacts;
  /** Absolute paths of the source's folder, as given and as it really is. */
  readonly roots: readonly string[];
  /** Of the folders, where these say what a list does not. */
  readonly layout: Layout | null;
  /** Paths that a list has named; grows. */
  readonly listed: NameIndex;
  readonly signal: AbortSignal | undefined;
}

/**
 * The pictures that a list names, row by row. A class that it does not tell is that of the picture's folder; an empty one stands for
 * a picture to be labelled. What is wrong with a row is an item as well.
 * @throws CancelledError
 */
export async function* manifestItems(
  manifest: ManifestFile,
  context: ManifestContext,
): AsyncGenerator<SourceItem> {
  let row = 0;
  try {
    for await (const line of readRecords(manifest.file, context.signal)) {
      if (line.row === 0 && manifest.hasHeader) continue;
      row = line.row + (manifest.hasHeader ? 0 : 1);
      yield readRow(line.cells, row, manifest, context);
    }
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const path = `${manifest.name}/row ${row + 1}`;
    yield { kind: "skipped", path, ...describeError(error) };
  }
}

function readRow(
  cells: readonly string[],
  row: number,
  manifest: ManifestFile,
  context: ManifestContext,
): SourceItem {
  const { columns, rule, width } = manifest;
  const skipped = (code: string, message: string): SourceItem => ({
    kind: "skipped",
    path: `${manifest.name}/row ${row}`,
    code,
    message,
  });
  if (cells.length !== width) {
    return skipped(
      "manifest/broken-row",
      `Expected ${width} cells, as in the first line. Received: ${cells.length === 0 ? "a line that is no object of JSON" : cells.length}. Mend the row, then import again.`,
    );
  }
  const name = (cells[columns.path] ?? "").trim();
  if (name === "") {
    return skipped(
      "manifest/no-path",
      "Expected the path of a picture. Received: an empty cell. Fill it in, or delete the row.",
    );
  }
  const shown = `“${name.slice(0, 200)}”`;
  const listed = resolveListed(name, rule, context.facts, context.roots);
  if (listed.kind === "refused") {
    return skipped(
      "manifest/outside-folder",
      `Expected the path of a picture inside the chosen folder. Received: ${shown}, which leads out of it. Only what lies in the folder is read; put the picture there, or choose the folder above.`,
    );
  }
  if (listed.kind === "missing") {
    return skipped(
      "manifest/missing-file",
      `Expected a picture in the chosen folder for every row. Received: ${shown}, and no such file is there. Put the picture there, or delete the row.`,
    );
  }
  const { path } = listed;
  if (!context.listed.add(path)) {
    return skipped(
      "manifest/repeated-row",
      `Expected every picture once. Received: a second row for ${shown}; the first one was used. Delete one of them.`,
    );
  }
  const folder = context.layout?.place(folderOf(path)) ?? null;
  try {
    return {
      kind: "file",
      path,
      className: classOf(cells, manifest, folder),
      split: splitOf(cells, manifest, folder, path),
      attributes: attributesOf(cells, manifest),
    };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return skipped(error.code, error.message);
  }
}

function classOf(
  cells: readonly string[],
  { columns }: ManifestFile,
  folder: Placement | null,
): string | null {
  if (columns.label !== null) {
    const cell = (cells[columns.label] ?? "").trim();
    return cell === "" ? null : normalizeClassName(cell);
  }
  return folder?.kind === "class" ? folder.className : null;
}

/** As its own column says, the name of the list, or a folder on the picture's path. */
function splitOf(
  cells: readonly string[],
  { columns, split }: ManifestFile,
  folder: Placement | null,
  path: string,
): Split | null {
  if (columns.split !== null) {
    const told = splitOfName(cells[columns.split] ?? "");
    if (told !== null) return told;
  }
  if (split !== null) return split;
  if (folder?.kind === "class" && folder.split !== null) return folder.split;
  for (const name of folderOf(path).split("/")) {
    const told = splitOfName(name);
    if (told !== null) return told;
  }
  return null;
}

function attributesOf(
  cells: readonly string[],
  { columns }: ManifestFile,
): Record<string, string> {
  const values: [string, string][] = [];
  for (const { at, name } of columns.attributes) {
    const value = (cells[at] ?? "").trim().slice(0, MOST_VALUE_CHARACTERS);
    if (value !== "") values.push([name, value]);
  }
  return Object.fromEntries(values);
}
