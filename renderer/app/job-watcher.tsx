import { useCallback, useEffect, useRef } from "react";

import type { Job } from "#api/jobs.ts";
import { useEngineEvent } from "#renderer/engine-client/engine-provider.tsx";
import {
  isActive,
  jobShare,
  useJobs,
} from "#renderer/engine-client/use-jobs.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

import { endTitle } from "./job-numbers.ts";

/** Where the fruit of a finished job is seen. */
const PATH_OF: Record<Job["kind"], string> = {
  sample: "/data",
  import: "/data",
  baseline: "/data",
  league: "/model/league",
  map: "/data/map",
  tray: "/data/tray",
  train: "/train",
  evaluate: "/evaluate",
  predict: "/try",
  export: "/export",
  devices: "/devices",
  tensorflow: "/devices",
  download: "/model",
  doctor: "/data/doctor",
  snapshot: "/data/versions",
  restore: "/data/versions",
};

/** Tells the person and the machine about jobs: toasts, notifications, the taskbar, no sleep meanwhile. Draws nothing. */
export function JobWatcher() {
  const host = useHost();
  const jobs = useJobs().data ?? [];
  const active = jobs.filter(isActive);
  const running = active.length > 0;
  const share = active[0] === undefined ? null : jobShare(active[0]);
  const percent = running ? Math.floor((share ?? 0) * 100) : null;

  useEffect(() => host.keepAwake(running), [host, running]);
  useEffect(
    () => host.setProgress(percent === null ? null : percent / 100),
    [host, percent],
  );

  const told = useRef(new Set<string>());
  const noticesTold = useRef(new Map<string, number>());
  useEngineEvent(
    useCallback(
      (event) => {
        if (event.type !== "job") {
          return;
        }
        const { job } = event;
        tellNotices(job, noticesTold.current);
        if (isActive(job)) {
          return;
        }
        if (told.current.has(job.id)) {
          return;
        }
        told.current.add(job.id);
        const path = `${PATH_OF[job.kind]}${job.runId === null ? "" : `?run=${encodeURIComponent(job.runId)}`}`;
        const title = endTitle(job);
        if (title !== null) {
          showToast({
            title,
            message: job.error?.message,
            tone: job.status === "failed" ? "danger" : "good",
          });
          void host.notify({ title, body: job.error?.message ?? "", path });
        }
      },
      [host],
    ),
  );
  return null;
}

/** What a job tells on its way, such as a device that crashed, once. */
function tellNotices(job: Job, told: Map<string, number>): void {
  for (const notice of job.notices.slice(told.get(job.id) ?? 0)) {
    showToast({
      title: job.title,
      message: notice,
      tone: "warning",
      lifetimeMs: null,
    });
  }
  told.set(job.id, job.notices.length);
}
