/** Resolves on Ctrl+C, on a polite request to end, and when the program that started us as its child is gone. */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((end) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => end());
    }
    process.once("disconnect", () => end());
  });
}
