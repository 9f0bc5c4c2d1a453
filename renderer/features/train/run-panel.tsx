import { CircleStop, Pause, Play, X } from "lucide-react";

import type { Job } from "#api/jobs.ts";
import type { EpochMetrics, Run } from "#api/training.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import {
  jobShare,
  useActiveJob,
  useJobs,
} from "#renderer/engine-client/use-jobs.ts";
import { useHistory } from "#renderer/engine-client/use-runs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import {
  formatCount,
  formatDuration,
  formatNumber,
} from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

import { RunCharts } from "./run-charts.tsx";
import { RunOutcome } from "./run-outcome.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { bestEpochOf } from "./training-series.ts";

const text = strings.train;
const NO_HISTORY: readonly EpochMetrics[] = [];

/** One run: its controls while it trains, its course, and what came out. */
export function RunPanel({ run }: { run: Run }) {
  const job = useActiveJob(["train"], run.id);
  const before = useJobs().data?.find(
    ({ id, status }) => status === "running" && id !== job?.id,
  );
  const history = useHistory(run.id).data ?? NO_HISTORY;
  const bestEpoch = run.bestEpoch ?? bestEpochOf(history);
  return (
    <Panel
      title={
        <span className="row">
          {run.name}
          <StatusBadge status={run.status} />
        </span>
      }
      actions={<RunControls run={run} job={job} canStop={bestEpoch !== null} />}
    >
      <div className="stack">
        {run.error !== null && (
          <Notice tone="danger" title={text.failedTitle}>
            {run.error.message}
          </Notice>
        )}
        {run.status === "interrupted" && job === undefined && (
          <Notice tone="warning">{text.interruptedText}</Notice>
        )}
        {job?.status === "waiting" && before !== undefined && (
          <Notice>{text.waitsFor(before.title)}</Notice>
        )}
        {job !== undefined && (
          <ProgressBar label={text.progress} value={jobShare(job)} />
        )}
        {job?.notices.map((notice) => (
          <Notice key={notice} tone="warning">
            {notice}
          </Notice>
        ))}
        <RunFacts
          run={run}
          job={job}
          last={history.at(-1)}
          bestEpoch={bestEpoch}
        />
        {job === undefined && run.bestEpoch !== null && (
          <RunOutcome run={run} />
        )}
        <RunCharts runId={run.id} history={history} live={job !== undefined} />
        <RunDevices devices={run.devices} />
      </div>
    </Panel>
  );
}

function RunControls({
  run,
  job,
  canStop,
}: {
  run: Run;
  job: Job | undefined;
  /** There is a best epoch to keep. */
  canStop: boolean;
}) {
  const engine = useEngine();
  const act = useAct((perform: () => Promise<unknown>) => perform(), {
    onFailure: (failure) =>
      showToast({
        title: strings.common.failed,
        message: failure.message,
        tone: "danger",
      }),
  });
  if (job === undefined) {
    const canResume =
      run.status === "interrupted" ||
      run.status === "paused" ||
      run.status === "failed";
    return (
      canResume && (
        <Button
          variant="primary"
          icon={Play}
          busy={act.isRunning}
          onClick={() =>
            act.run(() => engine.training.resume({ runId: run.id }))
          }
        >
          {text.resume}
        </Button>
      )
    );
  }
  const reference = { jobId: job.id };
  return (
    <span className="row row--wrap">
      {job.status === "paused" ? (
        <Button
          icon={Play}
          onClick={() => act.run(() => engine.jobs.resume(reference))}
        >
          {text.goOn}
        </Button>
      ) : (
        <Button
          icon={Pause}
          disabled={!job.canPause}
          onClick={() => act.run(() => engine.jobs.pause(reference))}
        >
          {text.pause}
        </Button>
      )}
      <Button
        icon={CircleStop}
        disabled={!canStop}
        onClick={() => act.run(() => engine.jobs.stopAndKeepBest(reference))}
      >
        {text.stopAndKeepBest}
      </Button>
      <Button
        variant="quiet"
        icon={X}
        onClick={() => act.run(() => engine.jobs.cancel(reference))}
      >
        {text.cancel}
      </Button>
    </span>
  );
}

/** What computed the run; more than one where it went on with another. */
function RunDevices({ devices }: { devices: Run["devices"] }) {
  if (devices.length === 0) return null;
  return (
    <section className="stack stack--tight small">
      <h3>{text.computedBy}</h3>
      <ul>
        {devices.map(({ provider, name, driver, fromEpoch, reason }) => (
          <li key={`${provider} ${fromEpoch}`} className="figures">
            {[provider, name, driver].filter(Boolean).join(", ")}
            {devices.length > 1 && `, ${text.fromEpoch(fromEpoch)}`}.{" "}
            <span className="muted">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The figures of the moment; each has its place whether it is known or not. */
function RunFacts({
  run,
  job,
  last,
  bestEpoch,
}: {
  run: Run;
  job: Job | undefined;
  last: EpochMetrics | undefined;
  bestEpoch: number | null;
}) {
  const { facts } = text;
  const none = strings.common.none;
  const planned =
    run.recipe.epochs +
    (run.recipe.fineTuning.blocks > 0 ? run.recipe.fineTuning.epochs : 0);
  const values: readonly (readonly [string, string])[] = [
    [
      facts.phase,
      job?.phase ?? (last === undefined ? none : text.phases[last.phase]),
    ],
    [facts.epoch, text.ofEpochs(last?.epoch ?? run.epoch, planned)],
    [facts.best, bestEpoch === null ? none : formatCount(bestEpoch)],
    [facts.rate, last === undefined ? none : formatCount(last.imagesPerSecond)],
    [
      facts.learningRate,
      last === undefined ? none : formatNumber(last.learningRate),
    ],
    job === undefined
      ? [facts.elapsed, formatDuration(run.seconds)]
      : [
          facts.timeLeft,
          job.secondsLeft === null ? none : formatDuration(job.secondsLeft),
        ],
  ];
  return (
    <dl className="run-facts figures">
      {values.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="truncate">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
