import { cpus, platform, release, totalmem } from "node:os";

import { describeError } from "#engine/base/errors.ts";
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

/**
 * Speed of this program beside Keras, PyTorch and onnxruntime: `npm run bench`, `convolve bench`. Results go to standard output, what
 * happens meanwhile to standard error.
 */
try {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(BENCH_HELP);
  else await runBench(options);
} catch (error) {
  process.stderr.write(`Error: ${describeError(error).message}\n`);
  process.exitCode = 1;
}

async function runBench(options: BenchOptions): Promise<void> {
  const cases = chooseCases(options.only, options.isQuick);
  if (cases.length === 0) {
    process.stderr.write(
      `No case has one of ${options.only.join(", ")} in its id. The cases are ${listCases()
        .map(({ id }) => id)
        .join(", ")}.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const python = await findPython(options.python);
  const saved = options.save ? await readSavedResults(options.save) : [];
  const known = new Map(saved.map((result) => [result.id, result]));
  const left = cases.filter(({ id }) => !known.has(id));
  const results = () =>
    listCases().flatMap(({ id }): BenchResult[] => {
      const result = known.get(id);
      return result ? [result] : [];
    });
  const run = await BenchRun.open(options, python);
  endOnSignals(run);
  const progress = new BenchProgress(left);
  try {
    for (const entry of left) {
      progress.start(entry);
      const result = await run.measure(entry);
      progress.finish(entry, result.seconds);
      known.set(entry.id, result);
      process.stderr.write(`${formatResult(result)}\n\n`);
      if (options.save) {
        await saveReport(options.save, toReport(options, python, results()));
      }
    }
  } finally {
    await run.close();
  }
  print(options, toReport(options, python, results()));
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
    notes: missingPeers(python),
  };
}

/** Ctrl+C ends every process that was started; what was saved stays. */
function endOnSignals(run: BenchRun): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      killAllSides();
      killColdStarts();
      void run.close().finally(() => process.exit(130));
    });
  }
}
