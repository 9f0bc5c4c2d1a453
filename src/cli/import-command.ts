import { stat } from "node:fs/promises";
import { resolve } from "node:path";

import { Option, type Command } from "commander";

import { ClassesFromSchema } from "#api/sources.ts";
import type { ClassesFrom, ImportPlan } from "#api/sources.ts";
import { planImport } from "#engine/engine.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { waitForJob } from "./wait-for-job.ts";
import { watchImported } from "./watch-import.ts";

interface ImportOptions extends OutputOptions {
  readonly project?: string;
  readonly copy?: boolean;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly classesFrom?: ClassesFrom;
}

/** What an import job gives back (`ImportResult` of the engine, as it comes through the contract). */
export interface Imported {
  readonly kind: "images" | "texts";
  readonly images: number;
  readonly unlabelled: number;
  readonly classes: readonly { name: string; count: number }[];
  readonly skipped: readonly { path: string; code: string; message: string }[];
  readonly skippedCount: number;
  readonly seconds: number;
}

export function addImport(program: Command): void {
  program
    .command("import")
    .description(
      "Import class folders (also below train/validation/test), an archive or a list of pictures, class folders or a table of texts into a project.",
    )
    .argument(
      "<source>",
      "folder with one folder of pictures or .txt files per class; .zip, .tar, .tar.gz; .csv, .tsv or .jsonl with the paths and labels of pictures, or .csv or .tsv with columns text and label",
    )
    .option(
      "--project <directory>",
      "the project; made if it is not there (not needed with --dry-run)",
    )
    .option("--copy", "copy the pictures into the project")
    .addOption(
      new Option(
        "--classes-from <where>",
        "the outer folders, the innermost folders, the list, or none: pictures to be labelled (default: as recognised)",
      ).choices(ClassesFromSchema.options),
    )
    .option("--dry-run", "only say what would be imported")
    .addOption(
      new Option(
        "--watch",
        "keep taking in what is put into the folder, as the studio's watched folders do, until Ctrl+C; with --json one line for each import",
      ).conflicts(["copy", "dryRun"]),
    )
    .option("--json", "print the result as one line of JSON")
    .action(importFolder);
}

async function importFolder(
  source: string,
  options: ImportOptions,
  command: Command,
): Promise<void> {
  const { project, classesFrom } = options;
  const folder = resolve(source);
  if (options.dryRun) {
    const inside =
      project === undefined ? {} : { projectDirectory: resolve(project) };
    const plan = await planImport({ source: folder, classesFrom, ...inside });
    printResult(options, plan, describePlan(plan));
    return;
  }
  if (project === undefined) {
    command.error(
      "error: required option '--project <directory>' not specified",
    );
  }
  const facts = await stat(folder).catch(() => null);
  if (options.watch && facts?.isFile()) {
    command.error("error: option '--watch' needs a folder, not a file");
  }
  const session = await openProjectSession(project, { createFor: source });
  await inSession(session, async (client) => {
    const { jobId } = await client.datasets.import({
      folder,
      copy: options.copy ?? false,
      classesFrom,
    });
    const result = (await waitForJob(client, jobId)) as Imported;
    printResult(options, result, describeImport(result));
    if (options.watch) await watchImported(client, folder, options);
  });
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
    ...(result.unlabelled > 0
      ? [`${result.unlabelled} pictures are to be labelled.`]
      : []),
    ...(result.skippedCount > 0
      ? [
          `${result.skippedCount} ${result.kind === "texts" ? "texts" : "files"} were not taken:`,
          ...skipped,
        ]
      : []),
  ].join("\n");
}

const MOST_CLASSES = 40;

/** A plan in lines for a person. */
function describePlan(plan: ImportPlan): string {
  const noun = plan.kind === "texts" ? "texts" : "pictures";
  const shown = plan.classes.slice(0, MOST_CLASSES);
  return [
    plan.summary,
    `  ${plan.labelled} ${noun} in ${plan.classCount} classes${plan.unlabelled > 0 ? `, ${plan.unlabelled} to be labelled` : ""}`,
    ...shown.map(({ name, count }) => `  ${name}: ${count}`),
    ...(plan.classCount > shown.length
      ? [`  … and ${plan.classCount - shown.length} classes more`]
      : []),
    `  sides: ${plan.splits.length > 0 ? plan.splits.join(", ") : "none; they would be drawn at random"}`,
    ...(plan.attributes.length > 0
      ? [
          `  kept besides: ${plan.attributes.map(({ name }) => name).join(", ")}`,
        ]
      : []),
    ...(plan.readings.length > 1
      ? [
          "Other ways to read it:",
          ...plan.readings
            .filter(({ classesFrom }) => classesFrom !== plan.classesFrom)
            .map(
              ({ classesFrom, title }) =>
                `  --classes-from ${classesFrom}: ${title}`,
            ),
        ]
      : []),
    ...plan.warnings.map(({ message }) => `Look at this: ${message}`),
    ...(plan.skippedCount > 0
      ? [`${plan.skippedCount} would not be taken:`, ...plan.skipped.map(line)]
      : []),
  ].join("\n");
}

function line({ count, examples, message }: ImportPlan["skipped"][number]) {
  return `  ${count} × ${examples[0] ?? ""}: ${message}`;
}
