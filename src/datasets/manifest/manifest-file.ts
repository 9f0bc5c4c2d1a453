import { posix } from "node:path";

import type { Split } from "#api/base.ts";
import { looksLikePicture } from "#engine/datasets/scan.ts";
import type { SourceFacts } from "#engine/datasets/sources/source-facts.ts";
import { splitOfName } from "#engine/datasets/split-names.ts";
import { TextError } from "#engine/datasets/text/text-error.ts";

import { findPathRule, resolveListed } from "./listed-paths.ts";
import type { PathRule } from "./listed-paths.ts";
import {
  findManifestColumns,
  namesColumns,
  PATH_NAMES,
  plainName,
} from "./manifest-columns.ts";
import type { ManifestColumns } from "./manifest-columns.ts";
import { MOST_COLUMNS, readRecords } from "./read-records.ts";

/** A table that lists pictures of its source. */
export interface ManifestFile {
  /** Absolute. */
  readonly file: string;
  /** Relative to the source, with `/`. */
  readonly name: string;
  /** Cells of a whole row. */
  readonly width: number;
  readonly hasHeader: boolean;
  readonly columns: ManifestColumns;
  readonly rule: PathRule;
  /** Whether its names lead to files; else they only look like names of pictures. */
  readonly leads: boolean;
  /** The side that its own name or its folder's stands for (`train.csv`, `test/metadata.csv`). */
  readonly split: Split | null;
}

const SAMPLE_ROWS = 200;
/** Share of the names in a column that must look like pictures, so that it is looked into whatever it is called. */
const LOOKS_RIGHT = 0.5;
/** Share that must lead to files, where any do; the rest is reported row by row. */
const LEADS_SOMEWHERE = 0.1;

/**
 * Tells by its first rows whether a table lists pictures, and what is in which column. That is so when the names in a column lead to files
 * of the source; where none does, when they look like names of pictures.
 * @param file absolute path
 * @param name its path in the source
 * @param roots absolute paths of the source's folder, as given and as it really is
 * @returns null for a table of anything else
 */
export async function recognizeManifest(
  file: string,
  name: string,
  facts: SourceFacts,
  roots: readonly string[],
): Promise<ManifestFile | null> {
  const sample = await readSample(file);
  const [head, ...below] = sample;
  if (head === undefined || head.length === 0) return null;
  if (head.length > MOST_COLUMNS) return null;
  const hasHeader = namesColumns(head) || !head.some(isPictureName);
  const rows = hasHeader ? below : sample;
  const names = hasHeader ? head : head.map((_, at) => `column ${at + 1}`);
  let best: { at: number; score: number; rule: PathRule } | null = null;
  for (const at of inOrder(names)) {
    const cells = rows
      .map((row) => (row[at] ?? "").trim())
      .filter((cell) => cell !== "");
    const looks =
      cells.filter(isPictureName).length >= LOOKS_RIGHT * cells.length;
    const isUsual = PATH_NAMES.includes(plainName(names[at] ?? ""));
    if (cells.length === 0 || !(looks || isUsual)) continue;
    const rule = findPathRule(cells, name, facts, roots);
    const found = cells.filter(
      (cell) => resolveListed(cell, rule, facts, roots).kind === "found",
    ).length;
    // Names that only look right lose against any that lead somewhere.
    const share = found / cells.length;
    const score = share >= LEADS_SOMEWHERE ? 1 + share : looks ? 0.5 : 0;
    if (score > (best?.score ?? 0)) best = { at, score, rule };
  }
  if (best === null) return null;
  const stem = posix.basename(name, posix.extname(name));
  return {
    file,
    name,
    width: head.length,
    hasHeader,
    columns: findManifestColumns(names, best.at, rows),
    rule: best.rule,
    leads: best.score >= 1,
    split:
      splitOfName(stem) ?? splitOfName(posix.basename(posix.dirname(name))),
  };
}

async function readSample(file: string): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  try {
    for await (const { cells } of readRecords(file)) {
      rows.push(cells);
      if (rows.length > SAMPLE_ROWS || cells.length > MOST_COLUMNS) break;
    }
  } catch (error) {
    // What is wrong with it is said when it is imported; without a row it is no list.
    if (!(error instanceof TextError)) throw error;
  }
  return rows;
}

/** Columns with usual names first, so that of two that lead to the same files the better named one is taken. */
function inOrder(names: readonly string[]): number[] {
  const rank = (at: number) => {
    const place = PATH_NAMES.indexOf(plainName(names[at] ?? ""));
    return place < 0 ? PATH_NAMES.length : place;
  };
  return names.map((_, at) => at).toSorted((a, b) => rank(a) - rank(b));
}

/** Of a file of this machine, with an ending. */
function isPictureName(cell: string): boolean {
  return (
    /\.[a-z\d]+$/i.test(cell) &&
    !/^[a-z][a-z\d+.-]+:\/\//i.test(cell) &&
    looksLikePicture(cell.trim().replaceAll("\\", "/"))
  );
}
