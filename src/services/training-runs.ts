import { randomBytes } from "node:crypto";

import type { Recipe } from "#api/recipe.ts";
import type { Run } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import { parseDeviceChoice } from "#engine/compute/device-ids.ts";
import type { JobOutcome } from "#engine/jobs/job-process.ts";
import type { Project } from "#engine/storage/project-types.ts";
import type { RunStatus } from "#engine/storage/index-types.ts";
import type { EngineContext } from "./engine-context.ts";
import {
  NO_PROGRESS,
  progressOf,
  requireRun,
  toRun,
  withDevice,
  withEpoch,
  type RunProgress,
} from "./run-records.ts";
import { startJob } from "./start-jobs.ts";

/** What training gives back (`TrainResult` of the training folder, as it comes through the job's process). */
interface TrainOutcome {
  readonly status: "finished" | "stopped";
  readonly epoch: number;
  readonly bestEpoch: number | null;
  readonly metrics: Pick<RunProgress, "train" | "validation">;
  readonly seconds: number;
}

/**
 * Writes a new run into the index and puts its training on the queue.
 * @throws StudioError as `requireTrainable` and `parseDeviceChoice`, `models/…`
 */
export async function startTraining(
  context: EngineContext,
  recipe: Recipe,
  name: string | undefined,
): Promise<{ jobId: string; runId: string }> {
  const project = context.session.requireWritable();
  if (recipe.device !== undefined) parseDeviceChoice(recipe.device);
  const { readTrainingSet } = await import("#engine/training/training-set.ts");
  const { requireTrainable } = await import("#engine/datasets/statistics.ts");
  requireTrainable(project.reader.classes());
  const { classes } = readTrainingSet(project.reader);
  const { checkedModelName } = await import("#engine/jobs/chosen-model.ts");
  const modelName = await checkedModelName(
    recipe,
    classes.length,
    context.environment(),
    project.reader.kind(),
  );
  const number = project.reader.runs({ includeDeleted: true }).length + 1;
  const runId = newRunId();
  await project.writer.execute("addRun", {
    id: runId,
    name: name ?? `Run ${number}`,
    createdAt: new Date().toISOString(),
    status: "waiting",
    config: { recipe, modelName, classes },
    metrics: NO_PROGRESS,
  });
  publishRun(context, project, runId);
  // What the project speaks of is the newest run's network.
  context.events.publish({ type: "devices" });
  return {
    ...queueTraining(context, project, runId, recipe, recipe.device),
    runId,
  };
}

/**
 * Goes on with a run from its last checkpoint, or from its start when it has none.
 * @throws StudioError `run/unknown`, `run/cannot-resume`
 */
export function resumeTraining(
  context: EngineContext,
  runId: string,
  device?: string,
): { jobId: string } {
  const project = context.session.requireWritable();
  const run = toRun(requireRun(project.reader, runId))!;
  const job = context.jobs.ofRun(runId);
  if (job?.status === "paused") {
    context.jobs.resume(job.id);
    return { jobId: job.id };
  }
  if (job) return { jobId: job.id };
  if (!["interrupted", "failed", "waiting", "paused"].includes(run.status)) {
    throw new StudioError(
      "run/cannot-resume",
      `"${run.name}" is ${run.status}, so there is nothing to go on with. Start a new training instead.`,
    );
  }
  return queueTraining(
    context,
    project,
    runId,
    run.recipe,
    device ?? run.recipe.device,
  );
}

/** Tells everybody how a run stands. */
export function publishRun(
  context: EngineContext,
  project: Project,
  runId: string,
): void {
  const row = project.reader.run(runId);
  const run: Run | null = row ? toRun(row) : null;
  if (run) context.events.publish({ type: "run", run });
}

function queueTraining(
  context: EngineContext,
  project: Project,
  runId: string,
  recipe: Recipe,
  device: string | undefined,
): { jobId: string } {
  async function update(
    status: RunStatus | undefined,
    progress?: Partial<RunProgress>,
  ): Promise<void> {
    const row = requireRun(project.reader, runId);
    await project.writer.execute("updateRun", {
      id: runId,
      ...(status === undefined ? {} : { status }),
      ...(progress === undefined
        ? {}
        : { metrics: { ...progressOf(row), ...progress } }),
    });
    publishRun(context, project, runId);
  }

  return startJob(context, {
    kind: "train",
    title: `Train ${requireRun(project.reader, runId).name}`,
    runId,
    parameters: { runId, recipe },
    device,
    onStart: () => update("running", { error: null }),
    onPauseChange: (isPaused) => update(isPaused ? "paused" : "running"),
    onEvent: async (event) => {
      const row = requireRun(project.reader, runId);
      if (event.type === "device") {
        await update(undefined, withDevice(progressOf(row), event.device));
      }
      if (event.type !== "epoch") return;
      await update(undefined, withEpoch(progressOf(row), event.metrics));
    },
    onEnd: (outcome) => endTraining(outcome, update),
  });
}

function endTraining(
  outcome: JobOutcome,
  update: (status: RunStatus, progress?: Partial<RunProgress>) => Promise<void>,
): Promise<void> {
  // What was cancelled has its checkpoint and can go on.
  if (outcome.kind === "cancelled") return update("interrupted");
  if (outcome.kind === "failed") {
    const { code, message } = outcome.error;
    return update("failed", { error: { code, message } });
  }
  const { status, epoch, bestEpoch, metrics, seconds } =
    outcome.result as TrainOutcome;
  return update(status, { epoch, bestEpoch, seconds, ...metrics });
}

/** Short enough to type, made of what cannot be misread, sorted by time. */
function newRunId(): string {
  const now = new Date();
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  return `run-${day}-${randomBytes(4).toString("hex")}`;
}
