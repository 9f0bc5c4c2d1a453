import { X } from "lucide-react";

import type { Job } from "#api/jobs.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { jobShare } from "#renderer/engine-client/use-jobs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

/** How far a job of this screen is, and how to end it. */
export function JobProgress({ job }: { job: Job }) {
  const engine = useEngine();
  const cancel = useAct(() => engine.jobs.cancel({ jobId: job.id }), {
    onFailure: ({ message }) =>
      showToast({ title: strings.common.failed, message, tone: "danger" }),
  });
  return (
    <div className="devices__job">
      <span className="truncate">
        {job.status === "waiting" ? strings.devices.waiting : job.phase}
      </span>
      <ProgressBar label={job.title} value={jobShare(job)} />
      <Button
        size="small"
        variant="quiet"
        icon={X}
        busy={cancel.isRunning}
        onClick={() => cancel.run(undefined)}
      >
        {strings.common.cancel}
      </Button>
    </div>
  );
}
