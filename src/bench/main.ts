import {
  availableParallelism,
  cpus,
  loadavg,
  platform,
  release,
  totalmem,
} from "node:os";

import { describeError, StudioError } from "#engine/base/errors.ts";
import { BenchRun } from "./bench-run.ts";
import { chooseCases, listCases } from "./cases.ts";
import { killColdStarts } from "./cold-start.ts";
import { findPython, type PeerPython } from "./find-python.ts";
import { BENCH_HELP, parseBenchOptions, type BenchOptions } from "./options.ts";
import { BenchProgress } from "./progress-line.ts";
import { formatMarkdown, formatResult, formatText } from "./report.ts";
import { readSavedResults, saveReport } from "./results.ts";
import type { BenchReport, BenchResult } from "./results.ts";
import { killAllSides } from "./side-process.ts";
import { missingPeers } from "./sides.ts";

/** Share of the cores that other programs may use before it is said. */
const BUSY_LOAD = 0.4;

/**
 * Speed of this program beside Keras, PyTorch and onnxruntime: `npm run bench`, `convolve bench`. Results go to standard output, what
 * happens meanwhile to standard error.
 */
try {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(BENCH_HELP);
  else await runBench(options);
} catch (error) {
  const { code, message } = describeError(error);
  process.stderr.write(`\nError: ${message}\n`);
  if (process.argv.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
  }
  process.exitCode = 1;
}

async function runBench(options: BenchOptions): Promise<void> {
  const cases = chooseCases(options.only, options.isQuick);
  if (cases.length === 0) throw unknownCases(options.only);
  const notes = busyMachine();
  let run: BenchRun | undefined;
  const isEnding = endOnSignals(async () => run?.close());
  const python = await findPython(options.python);
  const saved = options.save ? await readSavedResults(options.save) : [];
  const known = new Map(saved.map((result) => [result.id, result]));
  const left = cases.filter(({ id }) => !known.has(id));
  const results = () =>
    listCases().flatMap(({ id }): BenchResult[] => {
      const result = known.get(id);
      return result ? [result] : [];
    });
  const report = () => toReport(options, python, results(), notes);
  run = await BenchRun.open(options, python);
  const progress = new BenchProgress(left);
  try {
    for (const entry of left) {
      progress.start(entry);
      const result = await run.measure(entry);
      // What was cut short is no result.
      if (isEnding()) return;
      progress.finish(entry, result.seconds);
      known.set(entry.id, result);
      process.stderr.write(`${formatResult(result)}\n\n`);
      if (options.save) {
        await saveReport(options.save, report());
      }
    }
  } finally {
    await run.close();
  }
  print(options, report());
}

function print(options: BenchOptions, report: BenchReport): void {
  const text =
    options.format === "json"
      ? JSON.stringify(report)
      : options.format === "markdown"
        ? formatMarkdown(report)
        : formatText(report);
  process.stdout.write(`${text}\n`);
}

function toReport(
  { threads }: BenchOptions,
  python: PeerPython | undefined,
  results: readonly BenchResult[],
  notes: readonly string[],
): BenchReport {
  return {
    machine: {
      processor: cpus()[0]?.model.trim() || "Processor",
      threads,
      memoryBytes: totalmem(),
      system: `${platform()} ${release()}`,
      versions: { node: process.versions.node, ...python?.versions },
    },
    results,
    notes: [...notes, ...missingPeers(python)],
  };
}

/** OpenMP programs wait for each other by spinning and suffer most from neighbours: such a table would be unfair to PyTorch. */
function busyMachine(): string[] {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  if (load <= BUSY_LOAD * cores) return [];
  const note = `The machine was busy with other work when this began (load ${load.toFixed(1)} on ${cores} cores), which slows the sides unequally, PyTorch most: measure again when it is quiet.`;
  process.stderr.write(`${note}\n\n`);
  return [note];
}

function unknownCases(only: readonly string[]): StudioError {
  const ids = listCases().map(({ id }) => id);
  return new StudioError(
    "bench/unknown-case",
    `No case has ${only.join(" or ")} in its id. The cases are ${ids.join(", ")}.`,
  );
}

/** Ctrl+C ends every process that was started; what was saved stays. It may come twice, from the terminal and from npm. */
function endOnSignals(close: () => Promise<void>): () => boolean {
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      killAllSides();
      killColdStarts();
      void close().finally(() => process.exit(130));
    });
  }
  return () => isEnding;
}
