import type { BenchCase } from "./cases.ts";

/** Says on standard error what is measured and how long it takes yet; the estimate learns from the cases that are done. */
export class BenchProgress {
  readonly #cases: readonly BenchCase[];
  #done = 0;
  #expected = 0;
  #taken = 0;

  constructor(cases: readonly BenchCase[]) {
    this.#cases = cases;
  }

  start({ title }: BenchCase): void {
    const left = this.#secondsLeft();
    process.stderr.write(
      `${this.#done + 1} of ${this.#cases.length}: ${title} (about ${describeSeconds(left)} left)\n`,
    );
  }

  finish({ expectedSeconds }: BenchCase, seconds: number): void {
    this.#done++;
    this.#expected += expectedSeconds;
    this.#taken += seconds;
  }

  #secondsLeft(): number {
    const rest = this.#cases
      .slice(this.#done)
      .reduce((sum, { expectedSeconds }) => sum + expectedSeconds, 0);
    return this.#expected === 0 ? rest : (rest * this.#taken) / this.#expected;
  }
}

function describeSeconds(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return seconds < 90
    ? `${Math.max(1, Math.round(seconds))} s`
    : `${minutes} min`;
}
