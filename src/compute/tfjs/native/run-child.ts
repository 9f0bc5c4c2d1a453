import { spawn } from "node:child_process";
import { CancelledError } from "#engine/base/cancellation.ts";

export interface ChildRequest {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder?: string;
  /** Added to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Hears each line of both outputs as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ChildOutcome {
  /** Exit code; null where it was ended by a signal or could not be started. */
  readonly code: number | null;
  /** Both outputs, the last 64 kB. */
  readonly output: string;
  readonly isTimedOut: boolean;
  /** The program does not exist. */
  readonly isMissing: boolean;
}

const KEPT_CHARACTERS = 65_536;

/**
 * Runs a program to its end, within a time limit, without a shell. A failure is an outcome, not an exception.
 * @throws CancelledError when the signal was aborted; the program has been ended by then
 */
export function runChild(request: ChildRequest): Promise<ChildOutcome> {
  const { command, folder, timeLimitMs, signal } = request;
  if (signal?.aborted) return Promise.reject(new CancelledError());
  return new Promise((resolve, reject) => {
    let output = "";
    let rest = "";
    let isTimedOut = false;
    const child = spawn(command, [...request.arguments], {
      cwd: folder,
      env: { ...process.env, ...request.environment },
      stdio: ["ignore", "pipe", "pipe"],
      // Its own group on POSIX, so that what it started ends with it.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const end = () => endWithChildren(child.pid);
    const timer = setTimeout(() => {
      isTimedOut = true;
      end();
    }, timeLimitMs);
    signal?.addEventListener("abort", end);
    const hear = (chunk: Buffer) => {
      const text = chunk.toString("utf8");
      output = (output + text).slice(-KEPT_CHARACTERS);
      const lines = (rest + text).split(/\r?\n|\r/);
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim()) request.onLine?.(line.trim());
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const finish = (code: number | null, isMissing: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(new CancelledError());
      else resolve({ code, output, isTimedOut, isMissing });
    };
    child.once("error", (error: NodeJS.ErrnoException) =>
      finish(null, error.code === "ENOENT" || error.code === "EACCES"),
    );
    child.once("close", (code) => finish(code, false));
  });
}

function endWithChildren(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
