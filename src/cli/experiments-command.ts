import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Command } from "commander";

import { runProgram } from "./run-program.ts";

interface ExperimentsOptions {
  readonly minutes?: string;
  readonly seed?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function addExperiments(program: Command): void {
  program
    .command("experiments")
    .description(
      "List the arguments of the course that can be run, or run one: networks that differ in one idea, trained alike and compared.",
    )
    .argument("[id]", "an experiment, such as shifted-digits")
    .option(
      "--minutes <number>",
      "about how long on two cores; the same number gives the same result; default: 1",
    )
    .option("--seed <n>", "of pictures and weights; default: 1")
    .option(
      "--data <folder>",
      "of MNIST's IDX files, for shifted-digits; default: digits are drawn",
    )
    .option("--json", "print the result as one line of JSON")
    .action(runExperiment);
}

/** A program of its own: it computes. */
async function runExperiment(
  id: string | undefined,
  { json, ...values }: ExperimentsOptions,
): Promise<void> {
  const here = fileURLToPath(import.meta.url);
  const folder = join(here, "..", "..", "teaching", "experiments");
  await runProgram(join(folder, `main${extname(here)}`), [
    ...(id === undefined ? [] : [id]),
    ...Object.entries(values).map(([name, value]) => `--${name}=${value}`),
    ...(json ? ["--json"] : []),
  ]);
}
