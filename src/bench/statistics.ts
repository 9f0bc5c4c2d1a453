/** Middle and extremes of a few measured values. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[middle - 1] ?? upper;
  return {
    median: sorted.length % 2 === 1 ? upper : (lower + upper) / 2,
    low: sorted[0] ?? Number.NaN,
    high: sorted.at(-1) ?? Number.NaN,
  };
}

/** How many times as large `a` is, round by round, so that a machine that slows down for a while slows both. */
export function ratiosOf(
  a: readonly number[],
  b: readonly number[],
): Spread | null {
  const rounds = Math.min(a.length, b.length);
  if (rounds === 0) return null;
  return spreadOf(
    Array.from(
      { length: rounds },
      (_, round) => (a[round] as number) / (b[round] as number),
    ),
  );
}

/** Largest difference between two lists of numbers, relative to the largest of the first; NaN where they cannot be compared. */
export function relativeDifference(
  expected: readonly number[],
  received: readonly number[],
): number {
  if (expected.length === 0 || expected.length !== received.length) {
    return Number.NaN;
  }
  const scale = Math.max(...expected.map(Math.abs)) || 1;
  const differences = expected.map((value, index) =>
    Math.abs(value - (received[index] as number)),
  );
  return Math.max(...differences) / scale;
}
