import { readFile, writeFile } from "node:fs/promises";

import { StudioError } from "#engine/base/errors.ts";
import type { Spread } from "./statistics.ts";

/** What one side reached in one case. */
export interface BenchRow {
  readonly side: string;
  readonly title: string;
  /** One value per round; empty where it could not be measured. */
  readonly values: readonly number[];
  readonly spread: Spread | null;
  /** How many times as fast our first side is, round by round; null for that side itself. */
  readonly ourAdvantage: Spread | null;
  /** Largest resident memory of the side's process during the case; on some systems up to then. */
  readonly peakBytes: number | null;
  /** Largest share of one processor that it used while others were measured. */
  readonly idleShare: number | null;
  /** With moving statistics. */
  readonly parameters: number | null;
  /** Largest relative difference to our first side in features or in the losses of two steps; null where nothing is compared. */
  readonly difference: number | null;
  /** What a reader must know of this row; also why there is no value. */
  readonly note: string | null;
}

export interface BenchResult {
  readonly id: string;
  readonly title: string;
  readonly unit: "images/s" | "s";
  readonly rows: readonly BenchRow[];
  readonly seconds: number;
}

/** A whole report, as `--json` prints it and `--save` keeps it. */
export interface BenchReport {
  readonly machine: {
    readonly processor: string;
    readonly threads: number;
    readonly memoryBytes: number;
    readonly system: string;
    /** Of programs and libraries that were measured. */
    readonly versions: Readonly<Record<string, string>>;
  };
  readonly results: readonly BenchResult[];
  /** What is missing and what would bring it. */
  readonly notes: readonly string[];
}

/** Results saved by an earlier run, so that it can be gone on with; none where the file is not there. */
export async function readSavedResults(
  path: string,
): Promise<readonly BenchResult[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return [];
  }
  try {
    return (JSON.parse(text) as BenchReport).results;
  } catch (cause) {
    throw new StudioError(
      "bench/bad-results",
      `${path} should hold saved results of the benchmark, but it is not JSON. Delete it or name another file.`,
      { cause },
    );
  }
}

export async function saveReport(
  path: string,
  report: BenchReport,
): Promise<void> {
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}
