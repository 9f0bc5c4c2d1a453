import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Command } from "commander";

import { runProgram } from "./run-program.ts";

interface BenchCommandOptions {
  readonly quick?: boolean;
  readonly only?: readonly string[];
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly save?: string;
  readonly data?: string;
  readonly backbone?: string;
  readonly threads?: string;
  readonly seed?: string;
}

export function addBench(program: Command): void {
  program
    .command("bench")
    .description(
      "Measure this program beside Keras, PyTorch and onnxruntime where a Python with them is found (CONVOLVE_PYTHON).",
    )
    .option("--quick", "two small networks, about a minute")
    .option(
      "--only <parts...>",
      "only cases with one of these in their id, such as resnet-18 or cold-start",
    )
    .option("--save <file>", "keep results after every case, and go on there")
    .option(
      "--data <folder>",
      "pictures in train and validation; default: drawn",
    )
    .option("--backbone <file>", "for transfer learning; default: built-in")
    .option("--threads <n>", "on every side; default: one per core")
    .option("--seed <n>", "of the transfer recipes; default: 0")
    .option("--markdown", "print tables for a README")
    .option("--json", "print the result as one line of JSON")
    .action(bench);
}

/** The benchmark is a program of its own: it computes, and it ends every process that it starts. */
async function bench(options: BenchCommandOptions): Promise<void> {
  const here = fileURLToPath(import.meta.url);
  const entry = join(here, "..", "..", "bench", `main${extname(here)}`);
  await runProgram(entry, argumentsOf(options));
}

function argumentsOf(options: BenchCommandOptions): string[] {
  const { only = [], ...rest } = options;
  return [
    ...only.flatMap((part) => ["--only", part]),
    ...Object.entries(rest).flatMap(([name, value]) =>
      typeof value === "string" ? [`--${name}`, value] : [`--${name}`],
    ),
  ];
}
