import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a program of ours that computes, in a process of its own that shares this one's output, and ends this one with its exit code
 * when that is not 0. What went wrong was then said by the program itself.
 * @param entry absolute path
 */
export async function runProgram(
  entry: string,
  args: readonly string[],
): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", entry, ...args],
    { stdio: "inherit" },
  );
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, forward);
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (exitCode, signal) =>
      resolve(exitCode ?? 128 + (signal ? constants.signals[signal] : 0)),
    );
  });
  for (const signal of signals) process.off(signal, forward);
  if (code !== 0) process.exit(code);
}
