import "./job-tray.css";

import { CircleStop, FileText, Pause, Play, X } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Job } from "#api/jobs.ts";
import {
  useEngine,
  useUploads,
} from "#renderer/engine-client/engine-provider.tsx";
import type { UploadTask } from "#renderer/engine-client/upload-tasks.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import {
  isActive,
  jobShare,
  useJobs,
} from "#renderer/engine-client/use-jobs.ts";
import { Button, IconButton } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

import { jobNumbers, uploadNumbers } from "./job-numbers.ts";

const SHOWN_AT_FIRST = 3;

/** Every long job at the bottom; nothing of it blocks the screens. */
export function JobTray() {
  const jobs = (useJobs().data ?? []).filter(
    (job) => isActive(job) || job.status === "failed",
  );
  const { tasks, cancel } = useUploads();
  const [all, setAll] = useState(false);
  const [logged, setLogged] = useState<Job | null>(null);
  if (jobs.length === 0 && tasks.length === 0) {
    return null;
  }
  const shown = all ? jobs : jobs.slice(0, SHOWN_AT_FIRST);
  return (
    <section className="tray" aria-label={strings.app.jobs}>
      <ul>
        {tasks.map((task) => (
          <UploadLine
            key={task.uploadId}
            task={task}
            onCancel={() => cancel(task.uploadId)}
          />
        ))}
        {shown.map((job) => (
          <JobLine key={job.id} job={job} onLog={() => setLogged(job)} />
        ))}
      </ul>
      {jobs.length > SHOWN_AT_FIRST && (
        <div className="tray__more">
          <Button size="small" variant="quiet" onClick={() => setAll(!all)}>
            {all
              ? strings.app.showFewerJobs
              : strings.app.showAllJobs(jobs.length - SHOWN_AT_FIRST)}
          </Button>
        </div>
      )}
      {logged !== null && (
        <LogDialog job={logged} onClose={() => setLogged(null)} />
      )}
    </section>
  );
}

function JobLine({ job, onLog }: { job: Job; onLog: () => void }) {
  return (
    <li className="tray__job">
      <strong className="truncate">{job.title}</strong>
      {job.error === null ? (
        <>
          <span className="truncate muted">
            {job.phase || strings.app.jobStatus[job.status]}
          </span>
          <ProgressBar
            label={job.title}
            value={job.status === "waiting" ? 0 : jobShare(job)}
          />
          <span className="tray__numbers truncate">{jobNumbers(job)}</span>
        </>
      ) : (
        <span className="tray__failure">{job.error.message}</span>
      )}
      <JobButtons job={job} onLog={onLog} />
    </li>
  );
}

function JobButtons({ job, onLog }: { job: Job; onLog: () => void }) {
  const engine = useEngine();
  const act = useAct((perform: () => Promise<unknown>) => perform(), {
    onFailure: showFailure,
  });
  const jobId = job.id;
  return (
    <span className="row">
      <IconButton
        icon={FileText}
        size="small"
        label={strings.app.showLog}
        onClick={onLog}
      />
      {job.canPause && job.status === "running" && (
        <IconButton
          icon={Pause}
          size="small"
          label={strings.app.pause}
          onClick={() => act.run(() => engine.jobs.pause({ jobId }))}
        />
      )}
      {job.status === "paused" && (
        <IconButton
          icon={Play}
          size="small"
          label={strings.app.resume}
          onClick={() => act.run(() => engine.jobs.resume({ jobId }))}
        />
      )}
      {job.kind === "train" && isActive(job) && (
        <IconButton
          icon={CircleStop}
          size="small"
          label={strings.app.stopAndKeepBest}
          onClick={() => act.run(() => engine.jobs.stopAndKeepBest({ jobId }))}
        />
      )}
      {isActive(job) ? (
        <IconButton
          icon={X}
          size="small"
          label={strings.app.cancelJob}
          onClick={() => act.run(() => engine.jobs.cancel({ jobId }))}
        />
      ) : (
        <IconButton
          icon={X}
          size="small"
          label={strings.app.dismiss}
          onClick={() => act.run(() => engine.jobs.dismiss({ jobId }))}
        />
      )}
    </span>
  );
}

function UploadLine({
  task,
  onCancel,
}: {
  task: UploadTask;
  onCancel: () => void;
}) {
  const { progress } = task;
  return (
    <li className="tray__job">
      <strong className="truncate">{task.name}</strong>
      <span className="truncate muted">{strings.app.uploading(task.name)}</span>
      <ProgressBar
        label={strings.app.uploading(task.name)}
        value={
          progress.totalBytes === 0
            ? null
            : progress.bytes / progress.totalBytes
        }
      />
      <span className="tray__numbers truncate">{uploadNumbers(task)}</span>
      <IconButton
        icon={X}
        size="small"
        label={strings.app.cancelJob}
        onClick={onCancel}
      />
    </li>
  );
}

function LogDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const engine = useEngine();
  const log = useQuery({
    queryKey: ["job-log", job.id],
    queryFn: () => engine.jobs.log({ jobId: job.id }),
    staleTime: 0,
    refetchInterval: isActive(job) ? 2000 : false,
  });
  return (
    <Dialog
      title={strings.app.logOf(job.title)}
      size="medium"
      onClose={onClose}
    >
      {log.data === undefined ? (
        <LoadingBlock label={strings.common.loading} />
      ) : (
        <pre className="tray__log">
          {log.data.lines.join("\n") || strings.app.logEmpty}
        </pre>
      )}
    </Dialog>
  );
}
