import { Worker } from "node:worker_threads";

/** How often it looks whether whoever started the process is still there. */
const LOOK_MS = 500;

/**
 * Ends this process when its time is over, or when the process that started it is gone, even while a driver blocks its only thread: a
 * process that hangs in native code hears neither messages nor signals of its own.
 */
export function startWatchdog(timeLimitMs: number): void {
  const worker = new Worker(WATCH, {
    eval: true,
    workerData: { timeLimitMs, lookMs: LOOK_MS, parent: process.ppid },
  });
  // Without a thread for it, the process that started this one still keeps the time.
  worker.on("error", () => undefined);
  worker.unref();
}

/** Plain JavaScript, because it is run from a string: a file of its own would have to be found in every packaged form. */
const WATCH = `
const { workerData } = require("node:worker_threads");
const end = () => process.kill(process.pid, "SIGKILL");
setTimeout(end, workerData.timeLimitMs);
setInterval(() => {
  if (process.ppid !== workerData.parent) end();
}, workerData.lookMs);
`;
