import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type { Command } from "commander";

import type { Evaluation } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { EngineClient } from "#engine/engine.ts";
import { inSession, openSession } from "./command-session.ts";
import {
  formatSeconds,
  formatShare,
  printNote,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { describeEvaluation } from "./evaluate-command.ts";
import { describeExport, type Exported } from "./export-command.ts";
import type { Imported } from "./import-command.ts";
import { trainAndEvaluate, type Trained } from "./train-and-evaluate.ts";
import { waitForJob } from "./wait-for-job.ts";

/** Everything that the demo made and found. */
interface DemoResult extends Trained {
  readonly project: string;
  readonly images: number;
  readonly classes: Imported["classes"];
  readonly evaluation: Evaluation;
  readonly explanation: string;
  readonly export: Exported;
  readonly totalSeconds: number;
}

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description(
      "Draw a sample data set of mushrooms, then import, train, evaluate, explain and export it.",
    )
    .argument("[folder]", "new or empty folder; default: a temporary one")
    .option("--json", "print the result as one line of JSON")
    .action(demo);
}

async function demo(
  folder: string | undefined,
  options: OutputOptions,
): Promise<void> {
  const started = performance.now();
  const directory = await chooseFolder(folder);
  const session = await openSession();
  const result = await inSession(session, (client) =>
    runDemo(client, directory, started),
  );
  printResult(options, result, describeDemo(result));
}

async function runDemo(
  client: EngineClient,
  directory: string,
  started: number,
): Promise<DemoResult> {
  printNote("1. Drawing sample pictures and importing them");
  const project = join(directory, "Mushrooms.convolve");
  const sample = await client.projects.createSample({ path: project });
  const imported = (await waitForJob(client, sample.jobId)) as Imported;

  printNote("2. Training a classifier and evaluating it on the test pictures");
  const trained = await trainAndEvaluate(client, {});
  const evaluation = await client.evaluation.get({ runId: trained.run });

  printNote("3. Explaining a test picture");
  const explanation = join(directory, "explanation.png");
  const { images } = await client.datasets.images({
    filter: { splits: ["test"] },
    offset: 0,
    limit: 1,
  });
  await client.explain.saveHeatmap({
    runId: trained.run,
    picture: { imageId: images[0]!.id },
    file: explanation,
  });

  printNote("4. Exporting to TensorFlow.js and ONNX");
  const { jobId } = await client.export.start({
    runId: trained.run,
    formats: ["tfjs", "onnx"],
    directory: join(directory, "export"),
  });
  const exported = (await waitForJob(client, jobId)) as Exported;
  return {
    ...trained,
    project,
    images: imported.images,
    classes: imported.classes,
    evaluation: evaluation!,
    explanation,
    export: exported,
    totalSeconds: (performance.now() - started) / 1000,
  };
}

async function chooseFolder(folder: string | undefined): Promise<string> {
  if (folder === undefined) {
    return mkdtemp(join(tmpdir(), "convolve-demo-"));
  }
  const directory = resolve(folder);
  const entries = await readdir(directory).catch(() => []);
  if (entries.length === 0) return directory;
  throw new StudioError(
    "demo/folder-not-empty",
    `${directory} should be a new or empty folder, but it holds ${entries.length} entries. Choose another one.`,
  );
}

function describeDemo(result: DemoResult): string {
  return [
    "",
    `${result.images} pictures of ${result.classes.length} kinds of mushrooms, ${formatShare(result.evaluation.accuracy.value)} of the test pictures right, in ${formatSeconds(result.totalSeconds)}.`,
    describeEvaluation(result.evaluation),
    describeExport(result.export),
    `Where the network looks: ${result.explanation}`,
    `The project, to open in the studio: ${result.project}`,
  ].join("\n");
}
