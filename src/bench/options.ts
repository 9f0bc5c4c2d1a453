import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import { StudioError } from "#engine/base/errors.ts";

export interface BenchOptions {
  /** Parts of case ids; empty: all. */
  readonly only: readonly string[];
  readonly isQuick: boolean;
  readonly format: "text" | "markdown" | "json";
  /** Results are kept here after every case, and cases that are there already are not measured again. */
  readonly save: string | undefined;
  /** Folder with train and validation; without it pictures are drawn. */
  readonly data: string | undefined;
  /** Model file to start transfer learning from; without it the backbone that comes with the program. */
  readonly backbone: string | undefined;
  /** Python in which the peers are looked for. */
  readonly python: string | undefined;
  /** On every side; default: one per core. */
  readonly threads: number;
  readonly seed: number;
}

export const BENCH_HELP = `Measures Convolve beside Keras, PyTorch and onnxruntime where a Python with them is found (CONVOLVE_PYTHON).

  --quick            two small networks, half a minute
  --only <part>      only cases with this in their id, such as resnet-18 or cold-start; may be given again
  --json             one line of JSON
  --markdown         tables for a README
  --save <file>      keep results after every case; cases that it has already are not measured again
  --data <folder>    pictures: folders train and validation with a folder per class; default: drawn ones
  --backbone <file>  model file for transfer learning; default: the built-in backbone
  --threads <n>      threads on every side; default: one per core
  --seed <n>         of the transfer recipes; default 0
  --help             this text
`;

/** @throws StudioError `bench/bad-option` */
export function parseBenchOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): BenchOptions | "help" {
  const values = parse(args);
  if (values.help) return "help";
  return {
    only: values.only ?? [],
    isQuick: values.quick ?? false,
    format: values.json ? "json" : values.markdown ? "markdown" : "text",
    save: values.save,
    data: values.data,
    backbone: values.backbone,
    python: environment["CONVOLVE_PYTHON"],
    threads: wholeNumber("threads", values.threads, availableParallelism(), 1),
    seed: wholeNumber("seed", values.seed, 0, 0),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: "boolean" },
        only: { type: "string", multiple: true },
        json: { type: "boolean" },
        markdown: { type: "boolean" },
        save: { type: "string" },
        data: { type: "string" },
        backbone: { type: "string" },
        threads: { type: "string" },
        seed: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (cause) {
    throw new StudioError(
      "bench/bad-option",
      `${(cause as Error).message}. Add --help for what is possible.`,
      { cause },
    );
  }
}

function wholeNumber(
  name: string,
  text: string | undefined,
  fallback: number,
  least: number,
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new StudioError(
    "bench/bad-option",
    `--${name} must be a whole number of at least ${least}. Received: ${text}.`,
  );
}
