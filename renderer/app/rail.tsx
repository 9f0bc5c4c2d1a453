import "./rail.css";

import { Check } from "lucide-react";
import { Link, useLocation } from "react-router";

import {
  useCurrentRun,
  useRunPath,
} from "#renderer/engine-client/current-run.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useDoctorReport } from "#renderer/engine-client/use-doctor.ts";
import { useJobs } from "#renderer/engine-client/use-jobs.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { useExports } from "#renderer/engine-client/use-runs.ts";
import { classNames } from "#renderer/ui/class-names.ts";
import { Spinner } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Tooltip } from "#renderer/ui/tooltip.tsx";

import type { StepState } from "./rail-state.ts";
import { railStates } from "./rail-state.ts";
import type { Step } from "./steps.ts";
import { STEPS } from "./steps.ts";

/** The steps of the work at the left, each with its state. */
export function Rail() {
  const project = useProject().data;
  const { run, runs } = useCurrentRun();
  const states = railStates({
    dataset: useDataset(project != null).data,
    run,
    runs,
    jobs: useJobs().data ?? [],
    exportCount: useExports(run?.id ?? null).data?.length ?? 0,
    doctor: useDoctorReport(project != null).data,
  });
  return (
    <nav className="rail" aria-label={strings.app.steps}>
      <ul>
        {STEPS.map((step) => (
          <li
            key={step.id}
            className={step.id === "settings" ? "rail__last" : undefined}
          >
            <RailItem step={step} state={states[step.id]} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RailItem({ step, state }: { step: Step; state: StepState }) {
  const withRun = useRunPath();
  const here = useLocation().pathname.startsWith(step.path);
  const { icon: Icon } = step;
  return (
    <Tooltip content={step.label} shortcut={step.shortcut} side="right">
      <Link
        to={withRun(step.path)}
        className={classNames("rail__item", `rail__item--${state.kind}`)}
        aria-current={here ? "page" : undefined}
      >
        {state.kind === "running" ? (
          <RunningRing percent={state.percent} />
        ) : (
          <Icon size={20} strokeWidth={1.75} aria-hidden />
        )}
        {step.label}
        <span className="visually-hidden">, {describeState(state)}</span>
        <StateMark state={state} />
      </Link>
    </Tooltip>
  );
}

function StateMark({ state }: { state: StepState }) {
  if (state.kind !== "done" && state.kind !== "attention") {
    return null;
  }
  return (
    <span
      className={classNames("rail__state", `rail__state--${state.kind}`)}
      aria-hidden
    >
      {state.kind === "done" && <Check size={12} strokeWidth={3} />}
      {state.kind === "attention" && state.count}
    </span>
  );
}

/** Takes the place of the icon: how far, as a ring with the number in it. */
function RunningRing({ percent }: { percent: number | null }) {
  if (percent === null) {
    return <Spinner size={20} />;
  }
  return (
    <svg
      width="28"
      height="28"
      viewBox="0 0 28 28"
      className="rail__ring"
      aria-hidden
    >
      <circle cx="14" cy="14" r="12" pathLength="100" />
      <circle
        cx="14"
        cy="14"
        r="12"
        pathLength="100"
        strokeDasharray={`${percent} 100`}
        transform="rotate(-90 14 14)"
      />
      <text x="14" y="17.5">
        {percent}
      </text>
    </svg>
  );
}

function describeState(state: StepState): string {
  switch (state.kind) {
    case "running":
      return strings.app.state.running(state.percent);
    case "attention":
      return strings.app.state.attention(state.count);
    default:
      return strings.app.state[state.kind];
  }
}
