import type { PeerPython } from "./find-python.ts";
import type { BenchResult, BenchRow } from "./results.ts";
import { SideProcess } from "./side-process.ts";
import { hasKeras, type Side } from "./sides.ts";
import type { CaseDescription } from "./speed-case.ts";
import { spreadOf } from "./statistics.ts";
import type { TransferEpoch } from "./transfer-side.ts";

export interface TransferPlan {
  /** Ours first. */
  readonly sides: readonly Side[];
  /** File with the lists of pictures. */
  readonly pictures: string;
  /** What our side starts from: a model file, or null for the backbone that comes with the program. */
  readonly backbone: string | null;
  /** The same weights as files for the sides in Python. */
  readonly backboneFolder: string;
  /** A new empty folder for each of our runs. */
  readonly newFolder: () => Promise<string>;
  readonly seed: number;
}

/** An epoch and when it ended, in seconds since the side's process was started. */
export interface TimedEpoch extends TransferEpoch {
  readonly seconds: number;
}

interface Run {
  readonly side: Side;
  readonly curve: readonly TimedEpoch[];
  readonly totalSeconds: number;
  readonly peakBytes: number | null;
  readonly error: string | null;
}

const LIMIT_MS = 900_000;

/** Who takes part: ours on the processor, Keras's guide, PyTorch's tutorial. */
export function transferSides(
  sides: readonly Side[],
  python: PeerPython | undefined,
): Side[] {
  const wanted = [
    "convolve:onnx:cpu",
    ...(python && hasKeras(python) ? ["keras"] : []),
    "torch-channels-last",
  ];
  return wanted.flatMap((id) => sides.filter((side) => side.id === id));
}

/**
 * Runs each recipe from the start of its process to its end, one after the other, and tells when it first had the accuracy that Keras's
 * recipe ends with; without Keras, when it ended.
 */
export async function measureTransfer(
  description: CaseDescription,
  plan: TransferPlan,
): Promise<BenchResult> {
  const began = performance.now();
  const runs: Run[] = [];
  for (const side of plan.sides) runs.push(await runRecipe(side, plan));
  const target = runs
    .find(({ side }) => side.id === "keras")
    ?.curve.at(-1)?.accuracy;
  const ours = runs[0] && timeToReach(runs[0].curve, target);
  const rows = runs.map((run): BenchRow => {
    const reached = timeToReach(run.curve, target);
    const isFirst = run === runs[0];
    return {
      side: run.side.id,
      title: RECIPES[run.side.id] ?? run.side.title,
      values: reached === undefined ? [] : [reached],
      spread: reached === undefined ? null : spreadOf([reached]),
      ourAdvantage:
        isFirst || reached === undefined || ours === undefined
          ? null
          : spreadOf([reached / ours]),
      peakBytes: run.peakBytes,
      idleShare: null,
      parameters: null,
      difference: null,
      note: run.error ?? describeRun(run),
    };
  });
  return { ...description, rows, seconds: (performance.now() - began) / 1000 };
}

const RECIPES: Readonly<Record<string, string>> = {
  "convolve:onnx:cpu": "Convolve, default recipe",
  keras: "Keras, two phases as its guide",
  "torch-channels-last": "PyTorch, fixed features as its tutorial",
};

/** When the curve first reaches the target; its end where there is no target; undefined when it never does. */
export function timeToReach(
  curve: readonly TimedEpoch[],
  target: number | undefined,
): number | undefined {
  if (target === undefined) return curve.at(-1)?.seconds;
  return curve.find(({ accuracy }) => accuracy >= target)?.seconds;
}

async function runRecipe(side: Side, plan: TransferPlan): Promise<Run> {
  const isOurs = side.device !== null;
  const curve: TimedEpoch[] = [];
  const started = performance.now();
  const now = () => (performance.now() - started) / 1000;
  const child = new SideProcess(side.command);
  let error: string | null = null;
  try {
    if (isOurs) {
      const options = { timeoutMs: LIMIT_MS };
      await child.ask("open", { device: side.device }, options);
    }
    await child.ask(
      "transfer",
      {
        pictures: plan.pictures,
        backbone: plan.backbone,
        folder: isOurs ? await plan.newFolder() : plan.backboneFolder,
        seed: plan.seed,
      },
      {
        timeoutMs: LIMIT_MS,
        onEvent: (event) =>
          curve.push({ ...(event as TransferEpoch), seconds: now() }),
      },
    );
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const totalSeconds = now();
  const { peakBytes } = child;
  await child.close();
  return { side, curve, totalSeconds, peakBytes, error };
}

function describeRun({ curve, totalSeconds }: Run): string {
  const best = Math.max(...curve.map(({ accuracy }) => accuracy));
  const last = curve.at(-1)?.accuracy ?? Number.NaN;
  return `${share(last)} at its end after ${totalSeconds.toFixed(0)} s (${curve.length} epochs), best ${share(best)}`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
