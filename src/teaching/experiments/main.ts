import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { describeError, StudioError } from "#engine/base/errors.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { readMnist } from "#engine/teaching/read-mnist.ts";
import { EXPERIMENT_CATALOG, experimentOf } from "./catalog.ts";
import type { DigitSet, ExperimentProgress } from "./experiment.ts";
import { formatExperiment, formatExperimentList } from "./report.ts";

/**
 * Runs one experiment of the course, or lists them: `convolve experiments`. The result goes to standard output, what happens meanwhile to standard
 * error.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    data: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

try {
  const [id] = positionals;
  await (id === undefined ? list() : run(id));
} catch (error) {
  const { code, message } = describeError(error);
  process.stderr.write(`\nError: ${message}\n`);
  if (options.json) print({ error: { code, message } }, "");
  process.exitCode = 1;
}

function list(): void {
  const experiments = Object.entries(EXPERIMENT_CATALOG).map(
    ([id, { title, question, paper }]) => ({ id, title, question, paper }),
  );
  print(experiments, formatExperimentList());
}

async function run(id: string): Promise<void> {
  const experiment = experimentOf(id);
  const minutes = numberOf("minutes", options.minutes, 1 / 60);
  const result = await experiment.run({
    executor: createOnnxExecutor(),
    minutes,
    seed: numberOf("seed", options.seed, 0),
    digits: await givenDigits(id, minutes),
    onProgress: progressPrinter(),
  });
  print({ id, ...result }, formatExperiment(experiment, result));
}

/** @throws StudioError `experiments/no-data` for an experiment that draws its own pictures */
async function givenDigits(
  id: string,
  minutes: number,
): Promise<DigitSet | undefined> {
  if (options.data === undefined) return undefined;
  if (id !== "shifted-digits") {
    throw new StudioError(
      "experiments/no-data",
      `Only shifted-digits takes --data. Received it with ${id}. Leave it out.`,
    );
  }
  const folder = resolve(options.data);
  return {
    train: await readMnist(folder, "train", Math.ceil(10_000 * minutes)),
    test: await readMnist(folder, "t10k", 1000),
  };
}

function numberOf(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new StudioError(
    "experiments/bad-option",
    `The option --${name} must be a number of at least ${least.toPrecision(2)}. Received: ${text}.`,
  );
}

function print(result: unknown, text: string): void {
  process.stdout.write(`${options.json ? JSON.stringify(result) : text}\n`);
}

/** A line for each quarter of each network's training. */
function progressPrinter(): (progress: ExperimentProgress) => void {
  return ({ network, step, steps }) => {
    const quarter = Math.max(1, Math.round(steps / 4));
    if (step % quarter !== 0 && step !== steps) return;
    process.stderr.write(`${network}: step ${step} of ${steps}\n`);
  };
}
