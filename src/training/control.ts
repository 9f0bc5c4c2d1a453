import type { EpochMetrics } from "#api/training.ts";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";

/** How the outside steers training; looked at between steps. */
export interface TrainingControl {
  readonly signal?: AbortSignal | undefined;
  /** End after this step and keep the best weights. */
  readonly isStopRequested: () => boolean;
  /** Resolves at once unless training is paused. @throws CancelledError */
  readonly whilePaused: () => Promise<void>;
}

/** What training tells while it runs. */
export interface TrainingEvents {
  readonly onProgress?: ReportProgress;
  /** Something happened that a person should know of. */
  readonly onNotice?: (message: string) => void;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
  /** At most ten a second, each the mean of the steps since the last one. */
  readonly onStep?: (step: {
    readonly step: number;
    /** With a fraction: 2.5 is half way through the third epoch. */
    readonly epoch: number;
    readonly loss: number;
    readonly accuracy: number;
  }) => void;
}

/** Nobody steers. */
export const UNCONTROLLED: TrainingControl = {
  isStopRequested: () => false,
  whilePaused: () => Promise.resolve(),
};

/** The look between two steps. @throws CancelledError */
export async function betweenSteps(control: TrainingControl): Promise<void> {
  throwIfCancelled(control.signal);
  await control.whilePaused();
  throwIfCancelled(control.signal);
  // Lets messages in: steps of an executor may never yield to the event loop on their own.
  await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still while it is held. */
export class Stopwatch {
  #before: number;
  #since = performance.now();

  /** @param seconds already on the clock */
  constructor(seconds = 0) {
    this.#before = seconds * 1000;
  }

  seconds(): number {
    return (this.#before + performance.now() - this.#since) / 1000;
  }

  /** Runs something whose time does not count. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#before += performance.now() - this.#since;
    try {
      return await work();
    } finally {
      this.#since = performance.now();
    }
  }
}
