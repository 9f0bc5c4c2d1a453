import { statSync } from "node:fs";
import { runChild } from "./run-child.ts";

export interface BindingFacts {
  /** As the library says: `2.21.0`. */
  readonly tensorflowVersion: string;
  /** TensorFlow sees a CUDA device and would compute there. */
  readonly usesGpu: boolean;
}

export type BindingProbe =
  | ({ readonly isLoadable: true } & BindingFacts)
  | { readonly isLoadable: false; readonly reason: string };

const TIME_LIMIT_MS = 60_000;
const MARK = "convolve-binding:";
const SCRIPT = `const binding = require(process.argv[1]);
process.stdout.write(${JSON.stringify(MARK)} + JSON.stringify({ tensorflowVersion: binding.TF_Version, usesGpu: binding.isUsingGpuDevice() }) + "\\n");`;

const known = new Map<string, Promise<BindingProbe>>();

/**
 * Loads a binding in a process of its own, which a broken library may take down without harm, and asks it what it is. Remembered
 * for as long as the file is the same.
 */
export function probeBinding(path: string): Promise<BindingProbe> {
  const key = `${path}:${statSync(path).mtimeMs}`;
  let probe = known.get(key);
  if (probe === undefined) {
    probe = ask(path);
    known.set(key, probe);
  }
  return probe;
}

async function ask(path: string): Promise<BindingProbe> {
  const outcome = await runChild({
    command: process.execPath,
    arguments: ["-e", SCRIPT, path],
    environment: {
      TF_CPP_MIN_LOG_LEVEL: "2",
      TF_FORCE_GPU_ALLOW_GROWTH: "true",
    },
    timeLimitMs: TIME_LIMIT_MS,
  });
  const answer = outcome.output
    .split("\n")
    .find((line) => line.includes(MARK))
    ?.replace(/^.*convolve-binding:/, "");
  if (outcome.code === 0 && answer !== undefined) {
    return { isLoadable: true, ...(JSON.parse(answer) as BindingFacts) };
  }
  return { isLoadable: false, reason: whyNot(outcome.output, outcome) };
}

function whyNot(
  output: string,
  outcome: { readonly code: number | null; readonly isTimedOut: boolean },
): string {
  if (outcome.isTimedOut) return "loading it took longer than a minute";
  const line = output.split("\n").find((text) => /^\s*\w*Error:/.test(text));
  if (line !== undefined) return line.replace(/^\s*Error:\s*/, "").trim();
  return outcome.code === null
    ? "loading it ended the process"
    : `the process that loaded it ended with code ${outcome.code}`;
}
