import type { EngineEvent } from "#api/events.ts";

/** Least time between two messages about the same job's progress, or two steps of the same run. */
export const PROGRESS_INTERVAL_MS = 100;

/**
 * What waits to be sent to one client. Progress of a job and steps of a run come faster than anyone can look: only the newest waits,
 * and goes out at most ten times a second. Everything else, and every change of a job's status, goes out at once and in order.
 */
export class EventOutbox {
  readonly #now: () => number;
  #ready: EngineEvent[] = [];
  readonly #held = new Map<string, EngineEvent>();
  readonly #sentAt = new Map<string, number>();
  readonly #statuses = new Map<string, string>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(event: EngineEvent): void {
    const key = coalescingKey(event);
    if (key === null) {
      this.#releaseHeld();
      this.#ready.push(event);
      return;
    }
    if (event.type === "job") {
      const isNewStatus = this.#statuses.get(key) !== event.job.status;
      this.#statuses.set(key, event.job.status);
      if (isNewStatus) {
        this.#held.delete(key);
        this.#release(key, event);
        return;
      }
    }
    this.#held.delete(key);
    this.#held.set(key, event);
  }

  /** Takes out what may be sent now. */
  take(): EngineEvent[] {
    for (const [key, event] of this.#held) {
      const sentAt = this.#sentAt.get(key) ?? Number.NEGATIVE_INFINITY;
      if (this.#now() - sentAt < PROGRESS_INTERVAL_MS) continue;
      this.#held.delete(key);
      this.#release(key, event);
    }
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** Milliseconds until `take` has something; null when nothing waits. */
  waitMs(): number | null {
    if (this.#ready.length > 0) return 0;
    let wait: number | null = null;
    for (const key of this.#held.keys()) {
      const sentAt = this.#sentAt.get(key) ?? Number.NEGATIVE_INFINITY;
      const rest = Math.max(0, sentAt + PROGRESS_INTERVAL_MS - this.#now());
      wait = wait === null ? rest : Math.min(wait, rest);
    }
    return wait;
  }

  /** An event that speaks of a run's epoch must not overtake the steps before it. */
  #releaseHeld(): void {
    for (const [key, event] of this.#held) this.#release(key, event);
    this.#held.clear();
  }

  #release(key: string, event: EngineEvent): void {
    this.#sentAt.set(key, this.#now());
    this.#ready.push(event);
  }
}

function coalescingKey(event: EngineEvent): string | null {
  if (event.type === "job") return `job ${event.job.id}`;
  if (event.type === "step") return `step ${event.runId}`;
  return null;
}
