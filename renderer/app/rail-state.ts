import type { DatasetSummary } from "#api/datasets.ts";
import type { DoctorReport } from "#api/doctor.ts";
import type { Job, JobKind } from "#api/jobs.ts";
import type { Run } from "#api/training.ts";
import { isActive, jobShare } from "#renderer/engine-client/use-jobs.ts";

import type { StepId } from "./steps.ts";

/** What the rail shows beside a step. */
export type StepState =
  | { readonly kind: "empty" | "ready" | "done" }
  | { readonly kind: "running"; readonly percent: number | null }
  | { readonly kind: "attention"; readonly count: number };

export interface RailFacts {
  readonly dataset: DatasetSummary | undefined;
  readonly run: Run | null | undefined;
  readonly runs: readonly Run[];
  readonly jobs: readonly Job[];
  readonly exportCount: number;
  readonly doctor: DoctorReport | undefined;
}

const JOBS_OF: Record<StepId, readonly JobKind[]> = {
  data: ["sample", "import", "doctor", "baseline"],
  model: ["league"],
  train: ["train"],
  evaluate: ["evaluate"],
  explain: [],
  try: ["predict"],
  export: ["export"],
  settings: [],
};

/** The state of every step from what is known of the project. */
export function railStates(facts: RailFacts): Record<StepId, StepState> {
  const states = restingStates(facts);
  for (const [id, kinds] of Object.entries(JOBS_OF)) {
    const job = facts.jobs.find(
      (one) => kinds.includes(one.kind) && isActive(one),
    );
    if (job !== undefined && isStepId(id, states)) {
      const share = jobShare(job);
      states[id] = {
        kind: "running",
        percent: share === null ? null : Math.floor(share * 100),
      };
    }
  }
  return states;
}

function restingStates({
  dataset,
  run,
  runs,
  exportCount,
  doctor,
}: RailFacts): Record<StepId, StepState> {
  const hasPictures = (dataset?.imageCount ?? 0) > 0;
  const hasModel = run?.bestEpoch != null;
  const interrupted = runs.filter(
    ({ status }) => status === "interrupted" || status === "failed",
  ).length;
  return {
    data: dataState(dataset, doctor),
    model: hasModel ? { kind: "done" } : { kind: "ready" },
    train:
      interrupted > 0
        ? { kind: "attention", count: interrupted }
        : { kind: hasModel ? "done" : hasPictures ? "ready" : "empty" },
    evaluate: {
      kind: !hasModel ? "empty" : run.evaluated ? "done" : "ready",
    },
    explain: { kind: hasModel ? "ready" : "empty" },
    try: { kind: hasModel ? "ready" : "empty" },
    export: {
      kind: !hasModel ? "empty" : exportCount > 0 ? "done" : "ready",
    },
    settings: { kind: "ready" },
  };
}

function dataState(
  dataset: DatasetSummary | undefined,
  doctor: DoctorReport | undefined,
): StepState {
  if (dataset === undefined) return { kind: "empty" };
  if (dataset.imageCount === 0) {
    // Pictures without labels are there, and are to be given some.
    return { kind: dataset.unlabelledCount > 0 ? "ready" : "empty" };
  }
  const lost = dataset.roots.filter(({ reachable }) => !reachable).length;
  const ailing = doctor?.checks.filter(
    ({ severity, open }) => severity !== "low" && open > 0,
  );
  const count = dataset.warnings.length + lost + (ailing?.length ?? 0);
  return count > 0 ? { kind: "attention", count } : { kind: "done" };
}

function isStepId(id: string, states: Record<StepId, StepState>): id is StepId {
  return id in states;
}
