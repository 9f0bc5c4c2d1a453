/** Lines of JSON between the benchmark and its sides, the same for our own side and for those in Python (`peers/serve.py`). */
export interface SideRequest {
  readonly id: number;
  /** What to do, such as `prepare` or `measure`. */
  readonly do: string;
  readonly [field: string]: unknown;
}

export interface SideUsage {
  /** Processor time of the side's process so far. */
  readonly cpuMs: number;
  /** The same when the request came: what it used while it should have been idle is the difference to the answer before. */
  readonly cpuMsBefore: number;
  /** Largest resident memory so far; null where the system does not say. */
  readonly peakBytes: number | null;
}

export type SideAnswer =
  | { readonly id: number; readonly event: unknown }
  | {
      readonly id: number;
      readonly result: unknown;
      readonly usage: SideUsage;
    }
  | { readonly id: number; readonly error: string; readonly usage?: SideUsage };

/** Answer to `prepare`. */
export interface Prepared {
  readonly parameters: number | null;
  /** Numbers that every side must agree on. */
  readonly check?: readonly number[];
  /** Milliseconds of the runs that warmed up. */
  readonly ms: readonly number[];
}

/** Answer to `measure`: milliseconds of each run. */
export interface Measured {
  readonly ms: readonly number[];
}

/** One line of an answer; undefined when it is none, such as the output of a library. */
export function parseAnswer(line: string): SideAnswer | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const answer: unknown = JSON.parse(line);
    return isAnswer(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is SideAnswer {
  if (typeof value !== "object" || value === null) return false;
  if (!("id" in value) || typeof value.id !== "number") return false;
  return "event" in value || "result" in value || "error" in value;
}
