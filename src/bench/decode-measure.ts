import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import { forEachInFlight } from "#engine/imaging/in-flight.ts";
import type { PreparedMeasure } from "./measures.ts";

/** Decoding and resizing of all files on our worker threads, as the pixel cache does it. */
export async function prepareDecode(
  files: readonly string[],
  size: number,
  threads: number,
): Promise<PreparedMeasure> {
  const pool = createDecodePool({ threads });
  const preprocessing = standardPreprocessing(size, "minus-one-to-one");
  const run = () =>
    forEachInFlight(files, pool.capacity, async (path) => {
      await pool.prepare({ path }, preprocessing);
    });
  const start = performance.now();
  await run();
  return {
    parameters: null,
    check: [],
    ms: [performance.now() - start],
    run,
    dispose: () => pool.close(),
  };
}
