import { availableParallelism } from "node:os";

import { entryPoint } from "#engine/base/entry-point.ts";
import { StudioError } from "#engine/base/errors.ts";
import { loadSharp } from "#engine/imaging/load-sharp.ts";
import { ThreadPool } from "#engine/imaging/thread-pool.ts";

import type {
  MeasureSource,
  MeasureTask,
  MeasureValue,
} from "./measure-worker-protocol.ts";
import type { PixelMeasures } from "./picture-measures.ts";

/** Threads that decode thumbnails and look at their pixels. */
export interface MeasurePool {
  /** How many requests keep every thread busy. */
  readonly capacity: number;
  /** @throws PictureError about the file; CancelledError */
  measure(source: MeasureSource, signal: AbortSignal): Promise<PixelMeasures>;
  /** Gray, [SMALL_SIDE, SMALL_SIDE]. @throws PictureError about the file; CancelledError */
  smallGray(source: MeasureSource, signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function openMeasurePool(threads?: number): MeasurePool {
  loadSharp();
  const pool = new ThreadPool<MeasureTask, MeasureValue>({
    entry: entryPoint(import.meta.url, "measure-worker"),
    threads: threads ?? availableParallelism(),
    inFlightPerThread: 4,
    toError: (code, message) => new StudioError(code, message),
    subject: "The measuring of pictures",
  });
  return {
    capacity: pool.capacity,
    measure: (source, signal) =>
      pool.run({ kind: "measure", source }, signal) as Promise<PixelMeasures>,
    smallGray: (source, signal) =>
      pool.run({ kind: "small", source }, signal) as Promise<Uint8Array>,
    close: () => pool.close(),
  };
}
