import { resolve } from "node:path";

import type { Command } from "commander";

import { inSession, openProjectSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { waitForJob } from "./wait-for-job.ts";

interface ImportOptions extends OutputOptions {
  readonly project: string;
  readonly copy?: boolean;
}

/** What an import job gives back (`ImportResult` of the engine, as it comes through the contract). */
export interface Imported {
  readonly images: number;
  readonly classes: readonly { name: string; count: number }[];
  readonly skipped: readonly { path: string; code: string; message: string }[];
  readonly skippedCount: number;
  readonly seconds: number;
}

export function addImport(program: Command): void {
  program
    .command("import")
    .description(
      "Import a folder of class folders (also train/validation/test) into a project.",
    )
    .argument("<folder>", "folder with one folder of pictures per class")
    .requiredOption(
      "--project <directory>",
      "the project; made if it is not there",
    )
    .option("--copy", "copy the pictures into the project")
    .option("--json", "print the result as one line of JSON")
    .action(importFolder);
}

async function importFolder(
  folder: string,
  options: ImportOptions,
): Promise<void> {
  const session = await openProjectSession(options.project, {
    createFor: folder,
  });
  const result = await inSession(session, async (client) => {
    const { jobId } = await client.datasets.import({
      folder: resolve(folder),
      copy: options.copy ?? false,
    });
    return (await waitForJob(client, jobId)) as Imported;
  });
  printResult(options, result, describeImport(result));
}

export function describeImport(result: Imported): string {
  const classes = result.classes.map(
    ({ name, count }) => `  ${name}: ${count}`,
  );
  const skipped = result.skipped
    .slice(0, 20)
    .map(({ path, message }) => `  ${path}: ${message}`);
  return [
    `${result.images} pictures in ${result.classes.length} classes.`,
    ...classes,
    ...(result.skippedCount > 0
      ? [`${result.skippedCount} files were not taken:`, ...skipped]
      : []),
  ].join("\n");
}
