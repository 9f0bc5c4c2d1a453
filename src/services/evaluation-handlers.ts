import { readFile } from "node:fs/promises";

import {
  EvaluationSchema,
  type Evaluation,
  type TestSet,
} from "#api/results.ts";
import type { SplitMetrics } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { runPaths } from "#engine/storage/project-paths.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { progressOf, requireRun } from "./run-records.ts";
import { startJob } from "./start-jobs.ts";
import { publishRun } from "./training-runs.ts";

export function evaluationHandlers(
  os: ContractBuilder,
  context: EngineContext,
) {
  const { session } = context;
  return {
    start: os.evaluation.start.handler(({ input }) =>
      startEvaluation(context, input),
    ),
    testSet: os.evaluation.testSet.handler(() =>
      describeTestSet(session.require().reader),
    ),
    get: os.evaluation.get.handler(({ input }) => {
      const { directory, reader } = session.require();
      requireRun(reader, input.runId);
      return readEvaluation(directory, input.runId);
    }),
    compare: os.evaluation.compare.handler(async ({ input }) => {
      const { comparePredictions } =
        await import("#engine/evaluation/compare-predictions.ts");
      const { reader } = session.require();
      const first = reader.predictions(input.firstRunId, ["test"]);
      const second = reader.predictions(input.secondRunId, ["test"]);
      return comparePredictions(first, second);
    }),
  };
}

interface EvaluationRequest {
  readonly runId: string;
  readonly device?: string | undefined;
  readonly openTestSet?: boolean | undefined;
  readonly reason?: string | undefined;
}

/** @throws StudioError `evaluation/test-set-sealed`, `run/busy`, `run/unknown` */
function startEvaluation(
  context: EngineContext,
  { runId, device, openTestSet = false, reason }: EvaluationRequest,
): { jobId: string } {
  const project = context.session.requireWritable();
  const run = requireRun(project.reader, runId);
  if (context.jobs.ofRun(runId)?.kind === "train") {
    throw new StudioError(
      "run/busy",
      "The run is still being trained. Wait until its training ends, then evaluate it.",
    );
  }
  if (!openTestSet) requireOpenTestSet(project.reader);
  return startJob(context, {
    kind: "evaluate",
    title: `Evaluate ${run.name}`,
    runId,
    parameters: { runId, reason: reason ?? `Evaluate ${run.name}` },
    device,
    onEnd: async (outcome) => {
      if (outcome.kind !== "finished") return;
      const { metrics } = outcome.result as { metrics: { test: SplitMetrics } };
      const row = requireRun(project.reader, runId);
      await project.writer.execute("updateRun", {
        id: runId,
        metrics: { ...progressOf(row), test: metrics.test },
      });
      publishRun(context, project, runId);
      context.events.publish({ type: "evaluation", runId });
    },
  });
}

/** @throws StudioError `evaluation/test-set-sealed` */
function requireOpenTestSet(reader: IndexReader): void {
  if (reader.isTestOpen()) return;
  throw new StudioError(
    "evaluation/test-set-sealed",
    "The test set is sealed: it is kept for the final figures, and each look at it makes later figures less honest. To open it and have the look recorded, start the evaluation with openTestSet (in the studio: Open the test set).",
  );
}

function describeTestSet(reader: IndexReader): TestSet {
  const runs = reader.runs({ includeDeleted: true });
  const names = new Map(runs.map(({ id, name }) => [id, name]));
  return {
    imageCount: reader.count({ splits: ["test"] }),
    isOpen: reader.isTestOpen(),
    looks: reader
      .testLooks()
      .map((look) => ({
        ...look,
        runName: look.runId === null ? null : (names.get(look.runId) ?? null),
      }))
      .toReversed(),
  };
}

async function readEvaluation(
  directory: string,
  runId: string,
): Promise<Evaluation | null> {
  try {
    const text = await readFile(runPaths(directory, runId).evaluation, "utf8");
    return EvaluationSchema.parse(JSON.parse(text));
  } catch {
    // Not evaluated yet, or the file was damaged from outside: evaluating again writes it anew.
    return null;
  }
}
