import { runChild } from "./run-child.ts";

export interface NvidiaCard {
  readonly name: string;
  readonly driver: string;
  readonly memoryBytes: number;
}

const TIME_LIMIT_MS = 10_000;
const MEBIBYTE = 1024 * 1024;

/** The first NVIDIA graphics card as its driver names it, or undefined where there is none or no driver. */
export async function describeGpu(): Promise<NvidiaCard | undefined> {
  const outcome = await runChild({
    command: "nvidia-smi",
    arguments: [
      "--query-gpu=name,driver_version,memory.total",
      "--format=csv,noheader,nounits",
    ],
    timeLimitMs: TIME_LIMIT_MS,
  });
  const [name, driver, memory] = (outcome.output.split("\n")[0] ?? "")
    .split(",")
    .map((part) => part.trim());
  if (outcome.code !== 0 || !name || !driver) return undefined;
  return { name, driver, memoryBytes: Number(memory) * MEBIBYTE };
}
