import {
  keepCurrentVersion,
  versionsOfRun,
} from "#engine/datasets/versions/keep-versions.ts";
import type { JobContext } from "./job-context.ts";

/**
 * Keeps exactly which pictures, labels and sides a run sees, and notes it in the run. A run that goes on after the data set has changed
 * has several versions, and the person is told.
 */
export async function recordDataVersion(
  runId: string,
  { emit, projectDirectory, reader, tell, jobId }: JobContext,
): Promise<void> {
  const { digest } = await keepCurrentVersion(projectDirectory, reader(), emit);
  const run = reader().run(runId);
  if (run === undefined) return;
  const before = versionsOfRun(run);
  if (before.at(-1) === digest) return;
  await emit("updateRun", {
    id: runId,
    config: { ...(run.config as object), dataVersions: [...before, digest] },
  });
  if (before.length === 0) return;
  tell({
    type: "notice",
    jobId,
    runId,
    message:
      "The data set has changed since this run began. It goes on with the data as it is; Data, Versions shows the difference.",
  });
}
