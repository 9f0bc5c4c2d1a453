import { setTimeout as wait } from "node:timers/promises";

import type { Job } from "#api/jobs.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { EngineClient } from "#engine/engine.ts";
import { printNote, ProgressLine } from "./command-output.ts";

const POLL_MS = 120;

/**
 * Waits for a job and shows its progress. Ctrl+C cancels it.
 * @returns the job's result
 * @throws StudioError what the job failed with, `job/cancelled`
 */
export async function waitForJob(
  client: EngineClient,
  jobId: string,
  onPoll?: () => Promise<void>,
): Promise<unknown> {
  const line = new ProgressLine();
  let told = 0;
  const cancel = () =>
    void client.jobs.cancel({ jobId }).catch(() => undefined);
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  try {
    for (;;) {
      const job = await client.jobs.get({ jobId });
      for (const notice of job.notices.slice(told)) {
        line.finish();
        printNote(notice);
      }
      told = job.notices.length;
      line.show(job);
      await onPoll?.();
      if (job.finishedAt !== null) return resultOf(job);
      await wait(POLL_MS);
    }
  } finally {
    line.finish();
    process.off("SIGINT", cancel);
    process.off("SIGTERM", cancel);
  }
}

function resultOf(job: Job): unknown {
  if (job.status === "finished") return job.result;
  if (job.error) throw new StudioError(job.error.code, job.error.message);
  throw new StudioError(
    "job/cancelled",
    `"${job.title}" was cancelled. Nothing that was saved is lost.`,
  );
}
