import sharp from "sharp";

/**
 * Loads sharp in the main thread, which has to happen before any worker thread does: on Linux its library must outlive them
 * (sharp.pixelplumbing.com/install#worker-threads). One picture then takes one of its threads.
 */
export function loadSharp(): void {
  sharp.concurrency(1);
}
