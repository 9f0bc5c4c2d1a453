import type { Job } from "#api/jobs.ts";
import type { UploadTask } from "#renderer/engine-client/upload-tasks.ts";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

/** How far, how fast and how long still, as far as it is known: `312 / 560 images · 48 images/s · 5 s left`. */
export function jobNumbers(
  job: Pick<Job, "status" | "done" | "total" | "unit" | "rate" | "secondsLeft">,
): string {
  if (job.status !== "running" && job.status !== "paused") {
    return strings.app.jobStatus[job.status];
  }
  const parts = [
    job.total === null
      ? `${formatCount(job.done)} ${job.unit}`
      : `${formatCount(job.done)} / ${formatCount(job.total)} ${job.unit}`,
  ];
  if (job.status === "paused") {
    parts.push(strings.app.jobStatus.paused);
  } else {
    if (job.rate !== null && job.rate > 0) {
      parts.push(strings.app.rate(job.rate, job.unit));
    }
    if (job.secondsLeft !== null) {
      parts.push(strings.app.timeLeft(job.secondsLeft));
    }
  }
  return parts.join(" · ");
}

/** The same for files on their way to the engine. */
export function uploadNumbers(task: UploadTask): string {
  const { files, totalFiles, bytes, totalBytes } = task.progress;
  const seconds = (task.updatedAtMs - task.startedAtMs) / 1000;
  return jobNumbers({
    status: "running",
    done: files,
    total: totalFiles,
    unit: strings.app.uploadUnit,
    rate: seconds > 0.5 ? files / seconds : null,
    secondsLeft:
      bytes > 0 && seconds > 1
        ? (seconds * (totalBytes - bytes)) / bytes
        : null,
  });
}

/** Nothing is said of what the person did, a job that was cancelled, nor of what nobody asked for: the rail and the tray show that. */
export function endTitle(
  job: Pick<Job, "status" | "title" | "byItself">,
): string | null {
  if (job.byItself) return null;
  if (job.status === "finished") return strings.app.jobFinished(job.title);
  return job.status === "failed" ? strings.app.jobFailed(job.title) : null;
}
