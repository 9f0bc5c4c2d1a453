import { Option, type Command } from "commander";

import type { SplitPreview, SplitRule } from "#api/splits.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { integer, positiveInteger, share } from "./option-values.ts";

interface SplitOptions extends OutputOptions {
  readonly project: string;
  readonly by: SplitRule["source"];
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly folds: number;
  readonly groupBy: string[];
  readonly duplicates: boolean;
  readonly seed: number;
  readonly sealAgain?: boolean;
  readonly dryRun?: boolean;
}

const RULES: readonly SplitRule["source"][] = [
  "stratified",
  "grouped",
  "folds",
  "folders",
  "fixed",
];

export function addSplit(program: Command): void {
  program
    .command("split")
    .description(
      "Put the pictures on training, validation and test sides anew, or only say what would move.",
    )
    .requiredOption("--project <directory>", "the project")
    .addOption(
      new Option(
        "--by <rule>",
        "stratified: each class by the shares; grouped: the same with near-duplicates and attributes kept together; folds: a test side and folds for cross-validation; folders: as the folders say; fixed: nothing moves any more",
      )
        .choices(RULES)
        .default("stratified"),
    )
    .option("--train <share>", "share of the training side", share, 0.7)
    .option("--validation <share>", "share of the validation side", share, 0.15)
    .option("--test <share>", "share of the test side", share, 0.15)
    .option("--folds <number>", "folds, with --by folds", positiveInteger, 5)
    .option(
      "--group-by <attributes...>",
      "pictures with the same value of one of these stay together",
      [],
    )
    .option("--no-duplicates", "let near-duplicates come on two sides")
    .option("--seed <number>", "another seed deals differently", integer, 0)
    .option(
      "--seal-again",
      "the test set was opened: draw another one from other pictures and seal it",
    )
    .option("--dry-run", "only say what would move")
    .option("--json", "print the result as one line of JSON")
    .action(split);
}

async function split(options: SplitOptions): Promise<void> {
  const session = await openProjectSession(options.project);
  const rule = ruleOf(options);
  const preview = await inSession(session, async (client) => {
    const planned = await client.datasets.previewSplit(rule);
    if (!options.dryRun) await client.datasets.resplit(rule);
    return planned;
  });
  printResult(
    options,
    preview,
    describeSplit(preview, options.dryRun ?? false),
  );
}

function ruleOf(options: SplitOptions): SplitRule {
  const {
    by: source,
    seed,
    sealAgain,
    duplicates,
    groupBy,
    folds,
    test,
  } = options;
  const dealt = { seed, sealAgain };
  const together = { duplicates, attributes: groupBy };
  const { train, validation } = options;
  const fractions = { train, validation, test };
  switch (source) {
    case "folders":
    case "fixed":
      return { source };
    case "stratified":
      return { source, fractions, ...dealt };
    case "grouped":
      return { source, fractions, ...dealt, ...together };
    case "folds":
      return { source, folds, test, ...dealt, ...together };
  }
}

function describeSplit(preview: SplitPreview, isDryRun: boolean): string {
  const { imageCount, moved, moves, after, groupCount, straddling, folds } =
    preview;
  const verb = isDryRun ? "would change" : "changed";
  return [
    `${moved} of ${imageCount} pictures ${verb} side: ${after.train} training, ${after.validation} validation, ${after.test} test.`,
    ...moves.map(
      ({ from, to, count }) => `  ${count} from ${from ?? "no side"} to ${to}`,
    ),
    ...(groupCount > 0
      ? [
          `${groupCount} groups kept together; ${straddling} of them lay on two sides or more before.`,
        ]
      : []),
    ...(folds === null ? [] : [`Folds of ${folds.join(", ")} pictures.`]),
    ...preview.remarks,
  ].join("\n");
}
