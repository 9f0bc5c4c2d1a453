import { resolve } from "node:path";

import type { Command } from "commander";

import { recognizeSource, type RecognizedSource } from "#engine/engine.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { waitForJob } from "./wait-for-job.ts";

interface ImportOptions extends OutputOptions {
  readonly project: string;
  readonly copy?: boolean;
  readonly dryRun?: boolean;
}

/** What an import job gives back (`ImportResult` of the engine, as it comes through the contract). */
export interface Imported {
  readonly kind: "images" | "texts";
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
      "Import a folder of class folders (also train/validation/test) of pictures or texts, or a table of texts, into a project.",
    )
    .argument(
      "<folder>",
      "folder with one folder of pictures or .txt files per class, or a .csv or .tsv file with columns text and label",
    )
    .requiredOption(
      "--project <directory>",
      "the project; made if it is not there",
    )
    .option("--copy", "copy the pictures into the project")
    .option("--dry-run", "only say what would be imported")
    .option("--json", "print the result as one line of JSON")
    .action(importFolder);
}

async function importFolder(
  folder: string,
  options: ImportOptions,
): Promise<void> {
  if (options.dryRun) {
    const source = await recognizeSource(resolve(folder));
    printResult(options, source, describeSource(source));
    return;
  }
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
    `${result.images} ${result.kind === "texts" ? "texts" : "pictures"} in ${result.classes.length} classes.`,
    ...classes,
    ...(result.skippedCount > 0
      ? [
          `${result.skippedCount} ${result.kind === "texts" ? "texts" : "files"} were not taken:`,
          ...skipped,
        ]
      : []),
  ].join("\n");
}

function describeSource({
  kind,
  layout,
  classes,
  sides,
}: RecognizedSource): string {
  const noun = kind === "texts" ? "texts" : "pictures";
  const where = layout === "tables" ? "in tables" : "in class folders";
  return [
    `This would be imported as ${noun} ${where}.`,
    ...(classes.length > 0 ? [`  classes: ${classes.join(", ")}`] : []),
    `  sides: ${sides.length > 0 ? sides.join(", ") : "none; they would be drawn at random"}`,
  ].join("\n");
}
