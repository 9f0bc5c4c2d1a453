import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";

const ENTRY = resolve(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

export interface CommandResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `convolve …` as a person would, with the files of its own user in `home`. */
export function startCommand(
  home: string,
  args: readonly string[],
  options: { readonly ownGroup?: boolean } = {},
): ChildProcess {
  return spawn(process.execPath, [ENTRY, ...args], {
    env: { ...process.env, CONVOLVE_HOME: home, NODE_OPTIONS: "" },
    stdio: ["ignore", "pipe", "pipe"],
    // As a terminal does it: Ctrl+C then reaches the command and everything that it has started.
    detached: options.ownGroup ?? false,
  });
}

/** Runs a command to its end. */
export function runCommand(
  home: string,
  ...args: string[]
): Promise<CommandResult> {
  return collect(startCommand(home, args));
}

export function collect(child: ChildProcess): Promise<CommandResult> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout, stderr }));
  });
}

/** The last line of standard output as JSON; the command's own words when there is none. */
export function jsonOf<T>({ stdout, stderr }: CommandResult): T {
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new Error(`No JSON in the last line.\n${stdout}\n${stderr}`);
  }
}

/** Fails with the command's own words when it did not succeed. */
export function requireSuccess({ code, stderr }: CommandResult): void {
  if (code !== 0) throw new Error(`The command ended with ${code}.\n${stderr}`);
}
