import type { EngineClient } from "./client.ts";
import { isActive } from "./use-jobs.ts";

const LONGEST_WAIT_MS = 6000;
const STEP_MS = 150;

/**
 * Makes the open project ready to be left: an instant baseline is cancelled, for it begins again by itself. Other work is
 * a person's own; the engine then refuses to leave and says which it is.
 */
export async function leaveBaseline(engine: EngineClient): Promise<void> {
  const baselines = (await engine.jobs.list({})).filter(
    (job) => job.kind === "baseline" && isActive(job),
  );
  for (const { id } of baselines) {
    await engine.jobs.cancel({ jobId: id });
  }
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += STEP_MS) {
    const jobs = await engine.jobs.list({});
    if (!jobs.some((job) => job.kind === "baseline" && isActive(job))) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
