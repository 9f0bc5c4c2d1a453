import { readFile } from "node:fs/promises";

import { EvaluationSchema, type Evaluation } from "#api/results.ts";
import type { SplitMetrics } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
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
      startEvaluation(context, input.runId, input.device),
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

function startEvaluation(
  context: EngineContext,
  runId: string,
  device: string | undefined,
): { jobId: string } {
  const project = context.session.requireWritable();
  const run = requireRun(project.reader, runId);
  if (context.jobs.ofRun(runId)?.kind === "train") {
    throw new StudioError(
      "run/busy",
      "The run is still being trained. Wait until its training ends, then evaluate it.",
    );
  }
  return startJob(context, {
    kind: "evaluate",
    title: `Evaluate ${run.name}`,
    runId,
    parameters: { runId },
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
