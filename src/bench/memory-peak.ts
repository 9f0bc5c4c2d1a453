import { readFileSync, writeFileSync } from "node:fs";

/**
 * Starts counting the peak of this process's memory anew, where the system can do that (Linux); elsewhere the peak is that of the whole
 * life of the process. `peers/memory_peak.py` does the same.
 */
export function resetMemoryPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // No such file on this system.
  }
}

/** Largest resident memory since the reset, in bytes. */
export function memoryPeak(): number {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // No such file on this system.
  }
  return process.resourceUsage().maxRSS * 1024;
}
