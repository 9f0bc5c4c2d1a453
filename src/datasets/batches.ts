import { availableParallelism } from "node:os";

import { entryPoint } from "#engine/base/entry-point.ts";
import { tensor } from "#engine/base/tensor.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import { channelCount } from "#engine/graph/preprocessing.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import type { AugmentationConfig } from "#engine/imaging/augmentations/configuration.ts";
import { ThreadPool } from "#engine/imaging/thread-pool.ts";

import type { BatchTask, BatchWorkerData } from "./batch-worker-protocol.ts";

/** What is needed to know of a picture to read it. */
export interface BatchSample {
  readonly sha256: string;
}

export interface BatchReaderOptions {
  readonly projectDirectory: string;
  readonly preprocessing: Preprocessing;
  /** Default: none. */
  readonly augmentation?: AugmentationConfig;
  /** Of the augmentation. */
  readonly seed: number;
  /** Default: half the cores, 1 to 8. The result does not depend on it. */
  readonly threads?: number;
}

/** Pictures of the pixel cache as input of a network, made in worker threads. The pictures must be in the cache (`PixelCache.ensure`). */
export interface BatchReader {
  readonly threads: number;
  /**
   * @param variant which augmented version, 0, 1 …, drawn from (seed, variant, picture); null: the pictures as they are
   * @param partners for each the picture that it is mixed with, where the augmentation mixes (`partnerOf`)
   * @returns [samples, height, width, channels]
   * @throws StudioError `cache/not-there`; CancelledError
   */
  read(
    samples: readonly BatchSample[],
    variant: number | null,
    partners?: readonly BatchSample[] | null,
    signal?: AbortSignal,
  ): Promise<Tensor>;
  /** Ends every thread. */
  close(): Promise<void>;
}

const MAX_DEFAULT_THREADS = 8;

export function openBatchReader(options: BatchReaderOptions): BatchReader {
  const { projectDirectory, preprocessing, seed } = options;
  const threads = options.threads ?? defaultThreads();
  const workerData: BatchWorkerData = {
    projectDirectory,
    preprocessing,
    augmentation: options.augmentation ?? AUGMENTATION_PRESETS.none,
    seed,
  };
  const pool = new ThreadPool<BatchTask, Float32Array>({
    entry: entryPoint(import.meta.url, "batch-worker"),
    threads,
    inFlightPerThread: 2,
    workerData,
    subject: "The reader of decoded pictures",
  });
  const { width, height } = preprocessing;
  return {
    threads,
    async read(samples, variant, partners, signal) {
      const task: BatchTask = {
        sha256s: samples.map(({ sha256 }) => sha256),
        variant,
        partners: partners?.map(({ sha256 }) => sha256),
      };
      const data = await pool.run(task, signal);
      return tensor(
        [samples.length, height, width, channelCount(preprocessing)],
        data,
      );
    },
    close: () => pool.close(),
  };
}

/** Half the cores, 1 to 8. */
export function defaultThreads(): number {
  const half = Math.floor(availableParallelism() / 2);
  return Math.min(MAX_DEFAULT_THREADS, Math.max(1, half));
}
