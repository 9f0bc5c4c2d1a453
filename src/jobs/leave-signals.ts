/**
 * Ctrl+C and a closed terminal reach every process of the terminal at once. Only the engine acts on them: it cancels its jobs,
 * which then end with what they have saved.
 */
export function leaveSignalsToTheEngine(): void {
  for (const signal of ["SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => undefined);
  }
}
