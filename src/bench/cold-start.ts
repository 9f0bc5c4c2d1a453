import { spawn } from "node:child_process";

import type { PeerPython } from "./find-python.ts";
import type { BenchResult, BenchRow } from "./results.ts";
import {
  hasKeras,
  hasOnnxruntime,
  nodeCommand,
  pythonCommand,
} from "./sides.ts";
import type { SideCommand } from "./side-process.ts";
import type { CaseDescription } from "./speed-case.ts";
import { ratiosOf, relativeDifference, spreadOf } from "./statistics.ts";

/** A program that makes one prediction from files and prints it. */
export interface ColdStart {
  readonly id: string;
  readonly command: SideCommand;
}

const LIMIT_MS = 120_000;
/** Started programs, so that none outlives the benchmark. */
const STARTED = new Set<ReturnType<typeof spawn>>();

let isStopped = false;

export function killColdStarts(): void {
  isStopped = true;
  for (const child of STARTED) child.kill("SIGKILL");
}

/** Our program first, then those of the peers that are there. */
export function listColdStarts(
  python: PeerPython | undefined,
  threads: number,
  folder: string,
  picture: string,
): ColdStart[] {
  const peer = (id: string, title: string): ColdStart[] =>
    python === undefined
      ? []
      : [
          {
            id,
            command: pythonCommand(title, python, "cold_start.py", threads, [
              id,
              folder,
              picture,
            ]),
          },
        ];
  return [
    {
      id: "convolve:onnx:cpu",
      command: nodeCommand(
        "Convolve, onnxruntime CPU",
        "convolve-cold-start",
        threads,
        [folder, picture, String(threads)],
      ),
    },
    ...(python && hasKeras(python) ? peer("keras", "Keras") : []),
    ...(python?.versions["torch"] ? peer("torch", "PyTorch") : []),
    ...(python && hasOnnxruntime(python)
      ? peer("onnxruntime", "onnxruntime in Python")
      : []),
  ];
}

/** Starts each program in turn, once unmeasured so that the disk's cache is warm for all, and times it to its first answer. */
export async function measureColdStarts(
  description: CaseDescription,
  starts: readonly ColdStart[],
  rounds: number,
): Promise<BenchResult> {
  const began = performance.now();
  const measured = starts.map((start) => ({
    start,
    values: [] as number[],
    scores: [] as number[],
    error: null as string | null,
  }));
  for (let round = -1; round < rounds; round++) {
    for (const entry of measured) {
      if (entry.error !== null) continue;
      try {
        const { seconds, scores } = await startOnce(entry.start.command);
        entry.scores = scores;
        if (round >= 0) entry.values.push(seconds);
      } catch (error) {
        entry.error = error instanceof Error ? error.message : String(error);
      }
    }
  }
  const [ours] = measured;
  const rows = measured.map((entry): BenchRow => {
    const { values, start, scores, error } = entry;
    const isFirst = entry === ours;
    const difference = isFirst
      ? Number.NaN
      : relativeDifference(ours?.scores ?? [], scores);
    return {
      side: start.id,
      title: start.command.title,
      values,
      spread: values.length > 0 ? spreadOf(values) : null,
      ourAdvantage: isFirst ? null : ratiosOf(values, ours?.values ?? []),
      peakBytes: null,
      idleShare: null,
      parameters: null,
      difference: Number.isNaN(difference) ? null : difference,
      note: error,
    };
  });
  return { ...description, rows, seconds: (performance.now() - began) / 1000 };
}

function startOnce({
  command,
  args,
  env,
}: SideCommand): Promise<{ seconds: number; scores: number[] }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    if (isStopped) {
      reject(new Error("The benchmark was stopped."));
      return;
    }
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    STARTED.add(child);
    let [output, log, seconds] = ["", "", Number.NaN];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      seconds = (performance.now() - started) / 1000;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-2000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      STARTED.delete(child);
      const scores = parseScores(output);
      if (code === 0 && scores) resolve({ seconds, scores });
      else reject(new Error(lastWords(code, log)));
    });
  });
}

/** The last line of the output, a list of numbers. */
function parseScores(output: string): number[] | undefined {
  try {
    const scores: unknown = JSON.parse(output.trim().split("\n").at(-1) ?? "");
    return Array.isArray(scores) ? (scores as number[]) : undefined;
  } catch {
    return undefined;
  }
}

function lastWords(code: number | null, log: string): string {
  const line = log.trim().split("\n").at(-1) ?? "";
  return `It ended with ${code === null ? "a signal" : `exit code ${code}`}. ${line.slice(0, 300)}`;
}
