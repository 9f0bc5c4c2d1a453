import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether the system's own list of processes can be asked. */
export const canListProcesses = process.platform !== "win32";

/** Process ids of the children of a process. */
export async function childrenOf(pid: number): Promise<number[]> {
  const asked = run("ps", ["-A", "-o", "pid=,ppid=,stat="]);
  const { stdout } = await asked;
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, state]) => Number(parent) === pid && state?.[0] !== "Z")
    .map(([child]) => Number(child))
    .filter((child) => child !== asked.child.pid);
}

/** Whether a process is there and not just waiting to be collected. */
export async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await run("ps", ["-p", String(pid), "-o", "stat="]).catch(
    () => ({ stdout: "" }),
  );
  const state = stdout.trim();
  return state !== "" && state[0] !== "Z";
}
