import type { Job } from "#api/jobs.ts";
import { jobShare, useCancelJob } from "#renderer/engine-client/use-jobs.ts";
import { JobLine } from "#renderer/ui/job-line.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

/** How far a job of this screen is, and how to end it. */
export function JobProgress({ job }: { job: Job }) {
  const cancel = useCancelJob(job.id, showFailure);
  return (
    <JobLine
      title={job.title}
      phase={job.status === "waiting" ? strings.devices.waiting : job.phase}
      share={jobShare(job)}
      ending={cancel.isRunning}
      onCancel={() => cancel.run(undefined)}
    />
  );
}
