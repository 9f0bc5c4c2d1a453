import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

import { entryPoint } from "#engine/base/entry-point.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { forEachInFlight } from "#engine/imaging/in-flight.ts";
import { ThreadPool } from "#engine/imaging/thread-pool.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import type { SampleTask } from "./sample-worker-protocol.ts";
import { PICTURE_SETS, type PictureSetId } from "./sets.ts";

export interface SampleSetOptions {
  /** Default: mushrooms. */
  readonly set?: PictureSetId;
  /** Default: the set's own. */
  readonly imagesPerClass?: number;
  /** Width and height in pixels; default: the set's own. */
  readonly size?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default: all of them. */
  readonly classes?: readonly string[];
  /** Default: one per core. The pictures do not depend on it. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ReportProgress | undefined;
}

export interface SampleSet {
  readonly directory: string;
  readonly images: number;
  readonly classes: readonly {
    readonly name: string;
    readonly count: number;
  }[];
}

/**
 * Draws a sample data set: pictures in class folders, such as `fly-agaric/fly-agaric-001.jpg` or `7/7-001.jpg`. The same seed gives the
 * same pictures; files of these names are replaced, others are left alone.
 * @param directory absolute path; made if it is not there
 * @throws StudioError `storage/disk-full` and the like; CancelledError, with the pictures drawn so far in place
 */
export async function generateSampleSet(
  directory: string,
  options: SampleSetOptions = {},
): Promise<SampleSet> {
  const { signal } = options;
  const set = PICTURE_SETS[options.set ?? "mushrooms"];
  const {
    imagesPerClass = set.imagesPerClass,
    classes = set.classes,
    size = set.size,
  } = options;
  const tasks = listTasks(directory, {
    ...options,
    imagesPerClass,
    classes,
    size,
  });
  await makeFolders(directory, classes);
  // Loads sharp before any thread does (sharp.pixelplumbing.com/install#worker-threads).
  sharp.concurrency(1);
  const pool = new ThreadPool<SampleTask, undefined>({
    entry: entryPoint(import.meta.url, "sample-worker"),
    threads: options.threads ?? availableParallelism(),
    inFlightPerThread: 2,
    subject: "The painter of the sample pictures",
  });
  let done = 0;
  const report = () =>
    options.onProgress?.({
      phase: "Drawing sample pictures",
      done,
      total: tasks.length,
      unit: "images",
    });
  report();
  const draw = async (task: SampleTask) => {
    await pool.run(task, signal);
    done++;
    report();
  };
  try {
    await forEachInFlight(tasks, pool.capacity, draw, signal);
  } finally {
    await pool.close();
  }
  return {
    directory,
    images: tasks.length,
    classes: classes.map((name) => ({ name, count: imagesPerClass })),
  };
}

/** Class by class within each number, so that a set that was stopped half-way is balanced. */
function listTasks(
  directory: string,
  {
    set = "mushrooms",
    seed = 1,
    imagesPerClass,
    size,
    classes,
  }: SampleSetOptions &
    Required<Pick<SampleSetOptions, "imagesPerClass" | "size" | "classes">>,
): SampleTask[] {
  return Array.from({ length: imagesPerClass }, (_, index) =>
    classes.map((name) => {
      const number = String(index + 1).padStart(3, "0");
      const path = join(directory, name, `${name}-${number}.jpg`);
      return { set, name, index, seed, size, path };
    }),
  ).flat();
}

async function makeFolders(
  directory: string,
  classes: readonly string[],
): Promise<void> {
  try {
    for (const name of classes) {
      await mkdir(join(directory, name), { recursive: true });
    }
  } catch (error) {
    throw toStorageError(error, "The sample data set");
  }
}
