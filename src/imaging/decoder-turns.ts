import { locks } from "node:worker_threads";

import type { PictureFormat } from "./file-type.ts";

const SVG_TURN = "svg decoder";
const ASK_AGAIN_MS = 1000;

/**
 * Runs the work of a decoder that must not run twice at once, one after the other in all threads of this process; others at once.
 * SVG is such a one: while one thread reads a damaged file, librsvg 2.63 spoils the memory of another that reads one, and the process ends
 * with "free(): unaligned chunk detected". Whole files do not show it.
 */
export async function inTurn<T>(
  format: PictureFormat,
  work: () => Promise<T>,
): Promise<T> {
  if (format !== "svg") return work();
  // Node 24 hands on the turn of a thread that was ended only when somebody asks for one.
  const asking = setInterval(() => {
    void locks.request(SVG_TURN, { ifAvailable: true }, () => undefined);
  }, ASK_AGAIN_MS);
  try {
    return await locks.request(SVG_TURN, () => {
      clearInterval(asking);
      return work();
    });
  } finally {
    clearInterval(asking);
  }
}
