import type { Job } from "#api/jobs.ts";

/** Options that every command has. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** The result: one line of JSON with `--json`, else text for a person. Always the last thing on standard output. */
export function printResult(
  options: OutputOptions,
  result: unknown,
  text: string,
): void {
  process.stdout.write(`${options.json ? JSON.stringify(result) : text}\n`);
}

/** A word on the way; goes to standard error so that standard output stays the result's. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Between two lines of progress where the output is not a terminal. */
const LINE_INTERVAL_MS = 5000;

/** Shows a job's progress: one line that changes on a terminal, a line now and then elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #phase = "";
  #printedAt = 0;
  #length = 0;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  show(job: Job): void {
    if (job.status === "waiting" || job.unit === "") return;
    if (this.#stream.isTTY) {
      const line = describeProgress(job).slice(0, this.#stream.columns - 1);
      this.#stream.write(`\r${line.padEnd(this.#length)}`);
      this.#length = line.length;
      return;
    }
    const now = Date.now();
    const isNew = job.phase !== this.#phase;
    if (!isNew && now - this.#printedAt < LINE_INTERVAL_MS) return;
    this.#phase = job.phase;
    this.#printedAt = now;
    this.#stream.write(`${describeProgress(job)}\n`);
  }

  /** Ends the changing line. */
  finish(): void {
    if (this.#stream.isTTY && this.#length > 0) this.#stream.write("\n");
    this.#length = 0;
  }
}

/** `Reading pictures: 120 of 560 images, 85 images/s, 5 s left` */
export function describeProgress(job: Job): string {
  const parts = [
    job.total === null
      ? `${job.done} ${job.unit}`
      : `${job.done} of ${job.total} ${job.unit}`,
    job.rate === null ? "" : `${formatRate(job.rate)} ${job.unit}/s`,
    job.secondsLeft === null ? "" : `${formatSeconds(job.secondsLeft)} left`,
  ];
  return `${job.phase}: ${parts.filter((part) => part !== "").join(", ")}`;
}

/** `42 s`, `3 min 20 s`, `2 h 5 min` */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `87.5 %` */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `3.4`, `120` */
export function formatRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}
