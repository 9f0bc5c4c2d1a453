import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "..", "..");

export interface RunningStudio {
  /** With the one-time code. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Its standard error so far. */
  readonly log: () => string;
  /** Ends it politely and waits. */
  stop(): Promise<void>;
}

/**
 * The real server as its own process, as `convolve serve` starts it, with its own home folder.
 * @param home becomes CONVOLVE_HOME: settings, recent projects, default project folder
 */
export async function startStudio(
  home: string,
  extraArguments: readonly string[] = [],
): Promise<RunningStudio> {
  const child = spawn(
    process.execPath,
    [join(ROOT, "src", "cli", "main.ts"), "serve", "--json", ...extraArguments],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CONVOLVE_HOME: home, HOME: home },
    },
  );
  let log = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => {
    log += text;
  });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((found, fail) => {
    lines.once("line", (line) =>
      found((JSON.parse(line) as { url: string }).url),
    );
    child.once("exit", (code) =>
      fail(new Error(`The server ended with exit code ${code}: ${log}`)),
    );
  });
  return {
    url,
    process: child,
    log: () => log,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
