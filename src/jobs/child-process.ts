import { fork, type ChildProcess, type Serializable } from "node:child_process";

import { getCompileCacheDir } from "node:module";
import { availableParallelism } from "node:os";

import { LineTail } from "#engine/base/logging.ts";

/** A process of our own that runs one of the engine's entry files, and what it wrote. */
export interface EngineChild<To, From> {
  readonly pid: number | undefined;
  /** The last lines of its output. */
  readonly output: LineTail;
  send(message: To): void;
  onMessage(listener: (message: From) => void): void;
  /** Called once, when it has ended and its output is complete. */
  onEnd(listener: (end: ChildEnd) => void): void;
  kill(): void;
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when it could not be started at all. */
  readonly error?: Error;
}

/** Node's own pool has four threads whatever the machine; reading and decoding of pictures goes through it. */
const LEAST_POOL_THREADS = 4;

/**
 * Starts an entry file with the Node that runs the engine.
 * @param threads that the process may compute with; default: one per core
 */
export function startChild<To, From>(
  entry: string,
  threads: number | undefined = undefined,
): EngineChild<To, From> {
  const poolThreads = Math.max(
    LEAST_POOL_THREADS,
    threads ?? availableParallelism(),
  );
  const child: ChildProcess = fork(entry, [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      UV_THREADPOOL_SIZE: String(poolThreads),
      ...process.env,
      NODE_OPTIONS: "",
      // Where this process keeps compiled scripts, if it does.
      NODE_COMPILE_CACHE: getCompileCacheDir() ?? "",
    },
  });
  const output = new LineTail();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output.append(text);
    });
  }
  return {
    pid: child.pid,
    output,
    send: (message) => {
      // A process that has just ended cannot be told anything; its end is reported by onEnd.
      if (child.connected) {
        child.send(message as Serializable, () => undefined);
      }
    },
    onMessage: (listener) =>
      void child.on("message", (message) => listener(message as From)),
    onEnd: (listener) => {
      let isOver = false;
      const end = (how: ChildEnd) => {
        if (isOver) return;
        isOver = true;
        listener(how);
      };
      child.on("close", (code, signal) => end({ code, signal }));
      child.on("error", (error) => {
        if (child.pid === undefined) end({ code: null, signal: null, error });
      });
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

/** What the end of a process means, in a sentence; its last words are added where there are any. */
export function describeEnd(
  what: string,
  end: ChildEnd,
  log: LineTail,
): string {
  if (end.error) {
    return `${what} could not be started: ${end.error.message}. Check that the machine has memory left, then try again.`;
  }
  const how =
    end.signal === "SIGKILL"
      ? "was ended from outside, as the system does when memory runs out"
      : end.signal !== null
        ? `crashed (${end.signal})`
        : `ended unexpectedly (exit code ${end.code})`;
  const lastLine = log
    .lines()
    .filter((line) => line.trim() !== "")
    .at(-1);
  const words = lastLine ? ` Its last line: ${lastLine.slice(0, 300)}` : "";
  return `${what} ${how}. What was saved is kept; close other programs or choose smaller settings, and try again.${words}`;
}
