import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { isTable } from "#engine/datasets/sources/file-kinds.ts";
import { MOST_TEXT_BYTES } from "#engine/datasets/text/decode-text.ts";
import { charactersOf, readTable } from "#engine/datasets/text/read-table.ts";
import type { TableRow } from "#engine/datasets/text/read-table.ts";
import { tooLongText } from "#engine/datasets/text/text-error.ts";

/** Lines of JSON whose names make the columns; a name that comes up later only is passed over. */
const LOOKED_AT_LINES = 1000;
/** More are no list of pictures; so that a line of a million names is read in moments. */
export const MOST_COLUMNS = 2000;

/**
 * Reads a list row by row, however long it is: CSV and TSV as tables, or JSON Lines, one object a line. Row 0 names the columns. A line that
 * is no object of JSON is a row without cells.
 * @throws TextError as `readTable`, when the rows before were given; CancelledError
 */
export async function* readRecords(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<TableRow> {
  if (isTable(path)) {
    yield* readTable(path, signal);
    return;
  }
  const waiting: (Fields | null)[] = [];
  const columns = new Map<string, number>();
  let row = 0;
  function* flush(): Generator<TableRow> {
    if (row === 0) yield { row: row++, cells: [...columns.keys()] };
    for (const fields of waiting.splice(0)) {
      yield {
        row: row++,
        cells: fields === null ? [] : arrange(fields, columns),
      };
    }
  }
  for await (const line of linesOf(path)) {
    throwIfCancelled(signal);
    const fields = parseFields(line);
    waiting.push(fields);
    if (row > 0) yield* flush();
    else {
      for (const name of Object.keys(fields ?? {})) {
        if (columns.size > MOST_COLUMNS) break;
        if (!columns.has(name)) columns.set(name, columns.size);
      }
      if (waiting.length >= LOOKED_AT_LINES) yield* flush();
    }
  }
  if (waiting.length > 0) yield* flush();
}

type Fields = Readonly<Record<string, unknown>>;

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of charactersOf(path, "utf-8")) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MOST_TEXT_BYTES) {
      throw tooLongText(rest.length, MOST_TEXT_BYTES);
    }
    for (const line of lines) if (line.trim() !== "") yield line;
  }
  if (rest.trim() !== "") yield rest;
}

function parseFields(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    const isObject =
      typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function arrange(
  fields: Fields,
  columns: ReadonlyMap<string, number>,
): string[] {
  const cells = Array.from({ length: columns.size }, () => "");
  for (const [name, value] of Object.entries(fields)) {
    const at = columns.get(name);
    if (at !== undefined) cells[at] = cellOf(value);
  }
  return cells;
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
