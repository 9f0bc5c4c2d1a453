import { availableParallelism } from "node:os";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { entryPoint } from "#engine/base/entry-point.ts";
import { createRandom, shuffled } from "#engine/base/random.ts";
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

export interface EpochOptions {
  readonly batchSize: number;
  /** Of the order. */
  readonly seed: number;
  readonly epoch: number;
  /** Default true; false keeps the order of the samples. */
  readonly shuffle?: boolean;
  /** As in `BatchReader.read`; default: the epoch's number. */
  readonly variant?: number | null;
  /** Batches that are made ahead; default: one more than threads. */
  readonly prefetch?: number;
  readonly signal?: AbortSignal;
}

export interface Batch<Sample extends BatchSample> {
  /** `batchSize` of them; the last batch is filled up with the first samples of the order, whose weight is 0. */
  readonly samples: readonly Sample[];
  /** [batchSize, height, width, channels] */
  readonly input: Tensor;
  /** 1 for a picture of this epoch, 0 for one that fills up. */
  readonly weights: Float32Array;
  /** How many weights are 1. */
  readonly count: number;
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

/** The order of an epoch: depends on the seed, the epoch and the number of samples only. */
export function epochOrder<Sample>(
  samples: readonly Sample[],
  seed: number,
  epoch: number,
): Sample[] {
  return shuffled(samples, createRandom("epoch order", seed, epoch));
}

/**
 * One epoch in batches of equal size, with the next ones being made while the caller works on one.
 * The samples, their order, their pixels and the padding are the same for every number of threads.
 * @throws StudioError `cache/not-there`; CancelledError
 */
export async function* epochBatches<Sample extends BatchSample>(
  reader: BatchReader,
  samples: readonly Sample[],
  options: EpochOptions,
): AsyncGenerator<Batch<Sample>, void, undefined> {
  const { batchSize, seed, epoch, signal } = options;
  const order =
    options.shuffle === false ? samples : epochOrder(samples, seed, epoch);
  const variant = options.variant === undefined ? epoch : options.variant;
  const prefetch = Math.max(1, options.prefetch ?? reader.threads + 1);
  const underWay: Promise<Batch<Sample>>[] = [];
  let next = 0;
  try {
    while (next < order.length || underWay.length > 0) {
      throwIfCancelled(signal);
      while (next < order.length && underWay.length < prefetch) {
        const batch = readBatch(
          reader,
          order,
          next,
          batchSize,
          variant,
          signal,
        );
        // A failure is thrown when its turn comes; until then it is not unhandled.
        batch.catch(() => undefined);
        underWay.push(batch);
        next += batchSize;
      }
      yield await (underWay.shift() as Promise<Batch<Sample>>);
    }
  } finally {
    // The caller may stop early: what is still being made is awaited, so that the reader can be closed.
    await Promise.allSettled(underWay);
  }
}

async function readBatch<Sample extends BatchSample>(
  reader: BatchReader,
  order: readonly Sample[],
  start: number,
  batchSize: number,
  variant: number | null,
  signal: AbortSignal | undefined,
): Promise<Batch<Sample>> {
  const count = Math.min(batchSize, order.length - start);
  const samples = Array.from(
    { length: batchSize },
    (_, i) =>
      order[i < count ? start + i : (i - count) % order.length] as Sample,
  );
  const input = await reader.read(samples, variant, null, signal);
  const weights = new Float32Array(batchSize).fill(1, 0, count);
  return { samples, input, weights, count };
}

/** Half the cores, 1 to 8. */
export function defaultThreads(): number {
  const half = Math.floor(availableParallelism() / 2);
  return Math.min(MAX_DEFAULT_THREADS, Math.max(1, half));
}
