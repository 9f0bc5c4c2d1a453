import {
  cp,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { EvaluationSchema, type Evaluation } from "#api/results.ts";
import type { Recipe } from "#api/recipe.ts";
import { CancelledError } from "#engine/base/cancellation.ts";
import type { Progress } from "#engine/base/progress.ts";
import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import { evaluateRun } from "#engine/jobs/evaluate-job.ts";
import type { JobContext } from "#engine/jobs/job-context.ts";
import { train } from "#engine/jobs/train-job.ts";
import { BUILT_IN_BACKBONE } from "#engine/models/backbones/built-in.ts";
import { runPaths } from "#engine/storage/project-paths.ts";
import type { Project } from "#engine/storage/project-types.ts";
import { createProject } from "#engine/storage/project.ts";
import { readHistory } from "#engine/training/history-file.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import { emitTo, importInto } from "#test/helpers/import-project.ts";

const RUN = "run";
const LENET: Recipe = {
  model: "lenet-5",
  inputSize: 32,
  resize: "squash",
  method: "scratch",
  epochs: 25,
  batchSize: 8,
  learningRate: 0.003,
  optimizer: "adam",
  weightDecay: 0,
  labelSmoothing: 0,
  dropout: 0,
  earlyStopping: 0,
  classWeights: "auto",
  augmentation: { ...AUGMENTATION_PRESETS.none, horizontalFlip: true },
  variants: 1,
  fineTuning: { blocks: 0, epochs: 0, learningRate: 0.001 },
  seed: 3,
};

let folder: string;
let project: Project;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-evaluate-"));
  const source = join(folder, "shapes");
  await generateDataset(source, {
    classes: THREE_SHAPES,
    imagesPerClass: 20,
    size: 32,
  });
  project = await createProject(join(folder, "shapes.convolve"), {
    name: "Shapes",
  });
  await importInto(project, source);
  await train({ runId: RUN, recipe: LENET }, jobContext());
}, 60_000);

afterAll(async () => {
  await project.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A job's context in this process. */
function jobContext(
  changes: Partial<Pick<JobContext, "signal" | "onProgress">> = {},
): JobContext {
  return {
    jobId: "job",
    projectDirectory: project.directory,
    environment: {
      modelsFolder: join(project.directory, "no models"),
      weightsFolder: join(project.directory, "no weights"),
      threads: 1,
      cacheBudgetBytes: undefined,
      deviceRecordsFile: join(project.directory, "devices.json"),
      programVersion: "0.0.0",
    },
    device: { choice: "automatic", excluded: [] },
    reader: () => project.reader,
    emit: emitTo(project),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    tell: () => undefined,
    control: {
      isStopRequested: () => false,
      whilePaused: () => Promise.resolve(),
    },
    ...changes,
  };
}

/** Files of the project besides the index and the decoded pictures. */
async function projectFiles(): Promise<string[]> {
  const names = await readdir(project.directory, { recursive: true });
  return names.filter((name) => !/^index|^cache.pixels/.test(name)).toSorted();
}

describe("the evaluation of a run from scratch with few test pictures", () => {
  it(
    "leaves nothing when it is cancelled in the middle of a fold",
    { timeout: 60_000 },
    async () => {
      const before = await projectFiles();
      const abort = new AbortController();
      const evaluating = evaluateRun(
        { runId: RUN, reason: "A test" },
        jobContext({
          signal: abort.signal,
          onProgress: ({ phase }) => {
            if (phase === "Cross-validating: fold 2 of 3") abort.abort();
          },
        }),
      );
      await expect(evaluating).rejects.toThrow(CancelledError);
      expect(await projectFiles()).toEqual(before);
      expect(project.reader.predictions(RUN, ["test"])).toEqual([]);
    },
  );

  it(
    "trains anew for three folds and says so",
    { timeout: 60_000 },
    async () => {
      const before = await projectFiles();
      const told: Progress[] = [];
      const result = await evaluateRun(
        { runId: RUN, reason: "A test" },
        jobContext({ onProgress: (progress) => told.push(progress) }),
      );

      const { crossValidation, crossValidationSkipped } = result;
      expect(crossValidationSkipped).toBeNull();
      expect(crossValidation).toMatchObject({ folds: 3, imageCount: 60 });
      const { value, low, high } = crossValidation!.accuracy;
      expect(value).toBeGreaterThan(0.6);
      // Wilson's interval of 60 answers is about 25 points wide at one half, and no wider.
      expect(low).toBeLessThan(value);
      expect(high - low).toBeLessThan(0.26);
      const { history } = runPaths(project.directory, RUN);
      const losses = (await readHistory(history)).map(
        ({ validationLoss }) => validationLoss ?? NaN,
      );
      const best = losses.indexOf(Math.min(...losses)) + 1;
      expect(crossValidation!.reason).toMatch(
        /^Some class has only \d test examples, fewer than 30/,
      );
      expect(crossValidation!.reason).toContain(
        `trained anew 3 times with the recipe of the run, for ${best} epochs`,
      );

      expect(new Set(told.map(({ phase }) => phase))).toContain(
        "Cross-validating: fold 3 of 3",
      );
      expect(told.at(-1)).toMatchObject({
        phase: "Cross-validating: fold 3 of 3",
        done: 60 * (2 * best + 1),
        total: 60 * (2 * best + 1),
      });
      expect(await projectFiles()).toEqual(
        [...before, join("runs", RUN, "evaluation.json")].toSorted(),
      );
      const { evaluation } = runPaths(project.directory, RUN);
      const stored = EvaluationSchema.parse(
        JSON.parse(await readFile(evaluation, "utf8")),
      );
      expect(stored.crossValidation).toEqual(crossValidation);
    },
  );

  it(
    "does not start what would take more than ten minutes, and says why there is no figure",
    { timeout: 60_000 },
    async () => {
      const slowRun = runPaths(project.directory, "slow");
      await cp(runPaths(project.directory, RUN).directory, slowRun.directory, {
        recursive: true,
      });
      const [epoch] = await readHistory(slowRun.history);
      // 2/3 of 60 pictures, three times, at one in 15 seconds: half an hour.
      const slow = { ...epoch, imagesPerSecond: 1 / 15 };
      await writeFile(slowRun.history, `${JSON.stringify(slow)}\n`);
      const phases = new Set<string>();
      const result: Evaluation = await evaluateRun(
        { runId: "slow", reason: "A test" },
        jobContext({ onProgress: ({ phase }) => phases.add(phase) }),
      );
      expect(result.crossValidation).toBeNull();
      expect(result.crossValidationSkipped).toContain("about 30 minutes");
      expect(result.accuracy.value).toBeGreaterThanOrEqual(0);
      expect([...phases].join()).not.toContain("Cross-validating");
    },
  );
});

describe("the evaluation of a fine-tuned run with few test pictures", () => {
  it(
    "says that its figure is of the frozen network",
    { timeout: 60_000 },
    async () => {
      const recipe: Recipe = {
        ...LENET,
        model: BUILT_IN_BACKBONE,
        method: "transfer",
        epochs: 2,
        augmentation: AUGMENTATION_PRESETS.none,
        fineTuning: { blocks: 1, epochs: 1, learningRate: 0.001 },
      };
      await train({ runId: "transfer", recipe }, jobContext());
      const { crossValidation } = await evaluateRun(
        { runId: "transfer", reason: "A test" },
        jobContext(),
      );
      expect(crossValidation?.reason).toContain(
        "heads on the frozen network that the run started from, not the fine-tuned one",
      );
    },
  );
});
