import { HEAD_ONLY, type MeasureKind } from "./measures.ts";
import type { BenchNetwork } from "./networks.ts";
import type { BenchResult, BenchRow } from "./results.ts";
import type { Measured, Prepared } from "./side-messages.ts";
import type { SideProcess } from "./side-process.ts";
import type { Side } from "./sides.ts";
import { ratiosOf, relativeDifference, spreadOf } from "./statistics.ts";

/** How long and how often each side is measured. */
export interface Pace {
  readonly rounds: number;
  /** A visit repeats short runs until about this long. */
  readonly visitMs: number;
}

export const FULL_PACE: Pace = { rounds: 5, visitMs: 500 };
export const QUICK_PACE: Pace = { rounds: 3, visitMs: 200 };
/** Runs this long are measured in fewer rounds, one run each. */
const LONG_RUN_MS = 1500;
const LONG_ROUNDS = 3;
/** Runs this long are measured once. */
const VERY_LONG_RUN_MS = 12_000;
const MOST_RUNS = 200;
const PREPARE_LIMIT_MS = 300_000;
const MEASURE_LIMIT_MS = 300_000;

/** A side that is there and what it said of itself. */
export interface Contender {
  readonly side: Pick<Side, "id" | "title">;
  readonly process: SideProcess;
  readonly request: Readonly<Record<string, unknown>>;
  /** Turns the milliseconds of one run into the case's value. */
  readonly toValue: (ms: number) => number;
  readonly note?: string;
}

interface Entered extends Contender {
  readonly values: number[];
  prepared: Prepared | undefined;
  error: string | undefined;
  isDone: boolean;
}

export interface CaseDescription {
  readonly id: string;
  readonly title: string;
  readonly unit: BenchResult["unit"];
}

/**
 * Prepares every contender, then measures them in turn, one short visit each per round, so that what the machine does beside falls on all
 * alike. A side that fails is reported in its row; the others go on.
 */
export async function measureInTurn(
  description: CaseDescription,
  contenders: readonly Contender[],
  pace: Pace,
): Promise<BenchResult> {
  const began = performance.now();
  const entered = contenders.map((contender): Entered => ({
    ...contender,
    values: [],
    prepared: undefined,
    error: undefined,
    isDone: false,
  }));
  for (const entry of entered) {
    await attempt(entry, async () => {
      entry.prepared = await entry.process.ask<Prepared>(
        "prepare",
        entry.request,
        { timeoutMs: PREPARE_LIMIT_MS },
      );
    });
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (const entry of entered) {
      if (!entry.prepared || entry.error || entry.isDone) continue;
      const { rounds, count } = visitPlan(entry.prepared, pace);
      if (round >= rounds) continue;
      await attempt(entry, async () => {
        const { ms } = await entry.process.ask<Measured>(
          "measure",
          { count },
          { timeoutMs: MEASURE_LIMIT_MS },
        );
        entry.values.push(entry.toValue(mean(ms)));
        entry.isDone = Math.max(...ms) > VERY_LONG_RUN_MS;
      });
    }
  }
  const [ours] = entered;
  return {
    ...description,
    rows: entered.map((entry) => toRow(entry, ours, description.unit)),
    seconds: (performance.now() - began) / 1000,
  };
}

/** How a network's measurement is asked for, and what its runs mean. */
export function speedRequest(
  side: Side,
  process: SideProcess,
  kind: MeasureKind,
  folder: string,
  { batch }: BenchNetwork,
): Contender {
  const isOurs = side.device !== null;
  if (kind !== "head") {
    return {
      side,
      process,
      request: { folder, kind },
      toValue: (ms) => (1000 * batch) / ms,
    };
  }
  const seen = HEAD_ONLY.pictures * HEAD_ONLY.epochs;
  return {
    side,
    process,
    request: { folder, kind },
    toValue: (ms) => (isOurs ? ms / 1000 : ((seen / batch) * ms) / 1000),
    ...(isOurs
      ? { note: "measured whole" }
      : { note: `scaled from steps of ${batch} pictures` }),
  };
}

/** The last warm run tells how long one takes; a side that has not run yet runs once per visit. */
export function visitPlan(
  { ms }: Prepared,
  { rounds, visitMs }: Pace,
): { rounds: number; count: number } {
  const runMs = ms.at(-1);
  if (runMs === undefined || runMs > LONG_RUN_MS) {
    return { rounds: Math.min(rounds, LONG_ROUNDS), count: 1 };
  }
  const count = Math.round(visitMs / Math.max(runMs, 1e-3));
  return { rounds, count: Math.min(MOST_RUNS, Math.max(1, count)) };
}

async function attempt(
  entry: Entered,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    entry.error = error instanceof Error ? error.message : String(error);
  }
}

function toRow(
  entry: Entered,
  ours: Entered | undefined,
  unit: BenchResult["unit"],
): BenchRow {
  const { values, prepared, process } = entry;
  const isFirst = entry === ours;
  const checks = [ours?.prepared?.check ?? [], prepared?.check ?? []] as const;
  const difference = isFirst ? Number.NaN : relativeDifference(...checks);
  return {
    side: entry.side.id,
    title: entry.side.title,
    values,
    spread: values.length > 0 ? spreadOf(values) : null,
    ourAdvantage:
      isFirst || ours === undefined
        ? null
        : unit === "images/s"
          ? ratiosOf(ours.values, values)
          : ratiosOf(values, ours.values),
    peakBytes: process.peakBytes,
    idleShare: process.idleShare,
    parameters: prepared?.parameters ?? null,
    difference: Number.isNaN(difference) ? null : difference,
    note: entry.error ?? entry.note ?? null,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
