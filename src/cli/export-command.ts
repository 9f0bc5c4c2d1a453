import { resolve } from "node:path";

import { InvalidArgumentError, type Command } from "commander";

import type { ExportFormat, ExportReportSchema } from "#api/results.ts";
import type { z } from "zod";
import { inSession, openProjectSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { waitForJob } from "./wait-for-job.ts";

interface ExportOptions extends OutputOptions {
  readonly project: string;
  readonly run: string;
  readonly format: ExportFormat[];
  readonly out: string;
}

/** What an export job gives back. */
export type Exported = Pick<
  z.infer<typeof ExportReportSchema>,
  "directory" | "formats"
>;

const FORMATS: readonly ExportFormat[] = ["tfjs", "onnx"];

export function addExport(program: Command): void {
  program
    .command("export")
    .description(
      "Write a run as model files with labels, preprocessing and a check.",
    )
    .requiredOption("--project <directory>", "the project")
    .requiredOption("--run <id>", "the trained run")
    .requiredOption(
      "--format <formats>",
      `one or more of ${FORMATS.join(",")}`,
      parseFormats,
    )
    .requiredOption("--out <directory>", "a new or empty folder")
    .option("--json", "print the result as one line of JSON")
    .action(exportRun);
}

async function exportRun(options: ExportOptions): Promise<void> {
  const session = await openProjectSession(options.project);
  const result = await inSession(session, async (client) => {
    const { jobId } = await client.export.start({
      runId: options.run,
      formats: options.format,
      directory: resolve(options.out),
    });
    return (await waitForJob(client, jobId)) as Exported;
  });
  printResult(options, result, describeExport(result));
}

export function describeExport({ formats }: Exported): string {
  return formats
    .flatMap(({ format, directory, sizeBytes, parity }) => [
      `${format}: ${directory} (${(sizeBytes / 1e6).toFixed(1)} MB)`,
      ...parity.map((check) =>
        check.error !== null
          ? `  ${check.runtime}, ${check.kind}: FAILED, ${check.error}`
          : check.skipped === null
            ? `  ${check.runtime}, ${check.kind}: ${check.passed ? "passed" : "FAILED"}, probabilities differ by at most ${check.maxDifference.toExponential(1)}, ${check.sameTop1} of ${check.pictures} answers the same`
            : `  ${check.runtime}, ${check.kind}: not run, ${check.skipped}`,
      ),
    ])
    .join("\n");
}

function parseFormats(value: string): ExportFormat[] {
  const wanted = value.split(",").map((format) => format.trim());
  const unknown = wanted.find(
    (format) => !(FORMATS as readonly string[]).includes(format),
  );
  if (unknown === undefined) return wanted as ExportFormat[];
  throw new InvalidArgumentError(
    `There is no format "${unknown}". The formats are ${FORMATS.join(", ")}.`,
  );
}
