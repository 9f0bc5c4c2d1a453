import type { EngineEvents } from "./event-stream.ts";

/** A training step between two epochs. */
export interface LiveStep {
  readonly step: number;
  /** With its fraction: 1.5 is the middle of the second epoch. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** The last steps of each run since the page was loaded. */
export interface LiveSteps {
  stepsOf(runId: string | null): readonly LiveStep[];
  /** Called at most ten times a second. */
  subscribe(listener: () => void): () => void;
}

const MOST_STEPS = 5000;
const HAND_OVER_MS = 100;
const NOTHING: readonly LiveStep[] = [];

/** Collects step events, at most the last 5,000 of a run. */
export function collectLiveSteps(events: EngineEvents): LiveSteps {
  const shown = new Map<string, readonly LiveStep[]>();
  const fresh = new Map<string, LiveStep[]>();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function handOver(): void {
    timer = undefined;
    for (const [runId, steps] of fresh) {
      const known = shown.get(runId) ?? NOTHING;
      const first = steps[0];
      // A resumed run goes back to its checkpoint.
      const before =
        first === undefined
          ? known
          : known.filter(({ step }) => step < first.step);
      shown.set(runId, [...before, ...steps].slice(-MOST_STEPS));
    }
    fresh.clear();
    for (const listener of listeners) {
      listener();
    }
  }

  events.subscribe((event) => {
    if (event.type !== "step") {
      return;
    }
    const { runId, step, epoch, loss, accuracy } = event;
    const steps = fresh.get(runId) ?? [];
    steps.push({ step, epoch, loss, accuracy });
    fresh.set(runId, steps);
    timer ??= setTimeout(handOver, HAND_OVER_MS);
  });

  return {
    stepsOf: (runId) =>
      (runId === null ? undefined : shown.get(runId)) ?? NOTHING,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
