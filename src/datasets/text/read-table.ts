import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { CsvError, parse } from "csv-parse";

import { throwIfCancelled } from "#engine/base/cancellation.ts";

import {
  encodingOf,
  MOST_TEXT_BYTES,
  type TextEncoding,
} from "./decode-text.ts";
import { badEncoding, notText, TextError, unreadable } from "./text-error.ts";

/** A line of a table. */
export interface TableRow {
  /** 0 for the first line, which names the columns. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** Of the start of a file: as much as is needed to see its encoding and its first line. */
const LOOKED_AT_BYTES = 64 * 1024;

/**
 * Reads a CSV or TSV file row by row, however long it is (RFC 4180; cells may hold line breaks and doubled quotes). UTF-8, or UTF-16 with
 * a byte order mark. What separates the cells of a `.csv` is the comma, the semicolon or the tab, whichever its first line has most of.
 * @throws TextError `text/unreadable`, `text/encoding`, `text/binary`, `text/table-broken`, when the rows before were given; CancelledError
 */
export async function* readTable(
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<TableRow> {
  const { encoding, delimiter } = await lookAt(path);
  const parser = parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_TEXT_BYTES,
  });
  const reading = pipeline(Readable.from(charactersOf(path, encoding)), parser);
  // Thrown by the loop below as well.
  reading.catch(() => undefined);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      throwIfCancelled(signal);
      yield { row: row++, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? brokenTable(row, error) : error;
  }
}

/**
 * The characters of a file, piece by piece.
 * @throws TextError `text/unreadable`, `text/encoding`, `text/binary`
 */
export async function* charactersOf(
  path: string,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw badEncoding(cause);
    }
  };
  try {
    for await (const chunk of createReadStream(path)) {
      const text = decode(chunk as Uint8Array);
      if (text.includes("\0")) throw notText();
      if (text !== "") yield text;
    }
  } catch (error) {
    // The system's: a drive that is cut off, a file that is gone meanwhile.
    const { syscall } = error as NodeJS.ErrnoException;
    throw syscall === undefined ? error : unreadable(path, error);
  }
  const rest = decode();
  if (rest !== "") yield rest;
}

async function lookAt(
  path: string,
): Promise<{ encoding: TextEncoding; delimiter: string }> {
  const file = await open(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    const { buffer, bytesRead } = await file
      .read(new Uint8Array(LOOKED_AT_BYTES))
      .catch((cause: unknown) => {
        throw unreadable(path, cause);
      });
    const start = buffer.subarray(0, bytesRead);
    const encoding = encodingOf(start);
    const [line = ""] = new TextDecoder(encoding).decode(start).split(/\r?\n/);
    return { encoding, delimiter: delimiterOf(path, line) };
  } finally {
    await file.close();
  }
}

function delimiterOf(path: string, line: string): string {
  if (extname(path).toLowerCase() === ".tsv") return "\t";
  const times = (mark: string) => line.split(mark).length;
  const marks = [",", ";", "\t"].toSorted(
    (first, second) => times(second) - times(first),
  );
  return marks[0] ?? ",";
}

function brokenTable(row: number, cause: CsvError): TextError {
  return new TextError(
    "text/table-broken",
    `Expected rows of cells, with each quotation mark that opens a cell closed again. Received: after row ${row}, ${cause.code === "CSV_QUOTE_NOT_CLOSED" ? "a quotation mark that is never closed" : cause.code === "CSV_MAX_RECORD_SIZE" ? `a row of more than ${MOST_TEXT_BYTES / 1e6} MB, as an open quotation mark makes` : cause.message}. The rows before were taken; mend the table and import it again.`,
    { cause },
  );
}
