import type { Progress } from "#engine/base/progress.ts";

/** Progress with what a person wants to know of it. */
export interface MeasuredProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
  /** Units per second over the last seconds; null until it is known. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

/** The rate is that of the last ten seconds, so that it follows a machine whose speed changes. */
const WINDOW_MS = 10_000;
/** A rate from less than this is noise. */
const LEAST_MS = 500;

/** The one place where rate and time left are computed. Starts anew with every phase. */
export class ProgressMeter {
  #phase = "";
  #marks: { at: number; done: number }[] = [];
  #pausedAt: number | null = null;

  /** @param now milliseconds */
  measure(progress: Progress, now: number): MeasuredProgress {
    if (progress.phase !== this.#phase) {
      this.#phase = progress.phase;
      this.#marks = [];
    }
    const last = this.#marks.at(-1);
    if (last === undefined || now > last.at) {
      this.#marks.push({ at: now, done: progress.done });
    }
    const tooOld = this.#marks.findIndex((mark) => now - mark.at <= WINDOW_MS);
    if (tooOld > 1) this.#marks.splice(0, tooOld - 1);
    const rate = this.#rate(progress.done, now);
    const total = progress.total ?? null;
    return {
      phase: progress.phase,
      done: progress.done,
      total,
      unit: progress.unit,
      rate,
      secondsLeft:
        rate === null || total === null
          ? null
          : Math.max(0, (total - progress.done) / rate),
    };
  }

  /** Time from here to `resume` does not count. */
  pause(now: number): void {
    this.#pausedAt ??= now;
  }

  resume(now: number): void {
    if (this.#pausedAt === null) return;
    const pausedMs = now - this.#pausedAt;
    this.#marks = this.#marks.map((mark) => ({
      at: mark.at + pausedMs,
      done: mark.done,
    }));
    this.#pausedAt = null;
  }

  #rate(done: number, now: number): number | null {
    const first = this.#marks[0];
    if (first === undefined || now - first.at < LEAST_MS) return null;
    const rate = ((done - first.done) / (now - first.at)) * 1000;
    return rate > 0 ? rate : null;
  }
}
