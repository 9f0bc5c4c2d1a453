import { stat } from "node:fs/promises";

import type { Tensor } from "#engine/base/tensor.ts";
import type { Executor, Forward } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { runPaths } from "#engine/storage/project-paths.ts";
import { readTrainedRun, type TrainedRun } from "#engine/training/run-files.ts";
import { LeastRecentlyUsed } from "./least-recently-used.ts";

/** A trained network that is ready to answer. */
export interface TrainedClassifier {
  readonly run: TrainedRun;
  readonly executor: Executor;
  /** @returns [pictures, classes] probabilities, in the run's order of classes */
  classify(input: Tensor): Promise<Tensor>;
  dispose(): Promise<void>;
}

/** Networks that stay loaded; each takes some tens of megabytes. */
const LOADED_RUNS = 3;

const loaded = new LeastRecentlyUsed<TrainedClassifier>(
  LOADED_RUNS,
  (classifier) => classifier.dispose(),
);

/**
 * @param openExecutor what computes
 * @throws StudioError `run/unreadable`, `run/not-trained`, `weights/damaged`
 */
export async function openClassifier(
  projectDirectory: string,
  runId: string,
  openExecutor: (run: TrainedRun) => Promise<Executor>,
): Promise<TrainedClassifier> {
  const run = await readTrainedRun(projectDirectory, runId);
  const executor = await openExecutor(run);
  const { graph } = run.config;
  const forward: Forward = await executor.createForward({
    graph,
    weights: run.weights,
  });
  return {
    run,
    executor,
    classify: async (input) => (await forward.run(input)).get(graph.output)!,
    dispose: () => forward.dispose(),
  };
}

/** As `openClassifier`, but kept for the next question; made anew when the run's weights have changed. */
export async function keptClassifier(
  projectDirectory: string,
  runId: string,
  threads: number | undefined,
): Promise<TrainedClassifier> {
  const weights = runPaths(projectDirectory, runId).best;
  const changed = await stat(weights).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return loaded.get(`${weights} ${changed}`, () =>
    // A question waits for it, and a driver that ends the process would take everything with it that is kept warm.
    openClassifier(projectDirectory, runId, async () =>
      createOnnxExecutor(threads === undefined ? {} : { threads }),
    ),
  );
}
