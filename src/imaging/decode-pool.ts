import { availableParallelism } from "node:os";

import { entryPoint } from "#engine/base/entry-point.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";

import type {
  DecodeTask,
  DecodeValue,
  InspectedPicture,
  PackedFindings,
  PictureSource,
} from "./decode-worker-protocol.ts";
import { loadSharp } from "./load-sharp.ts";
import { packPictures, unpackFindings } from "./packed-pictures.ts";
import type { PictureInMemory } from "./packed-pictures.ts";
import { PICTURE_ERROR_CODES, PictureError } from "./picture-error.ts";
import { ThreadPool } from "./thread-pool.ts";
import type { ThumbnailOptions } from "./thumbnail.ts";

export type {
  InspectedPicture,
  PictureSource,
} from "./decode-worker-protocol.ts";

export interface DecodePool {
  /** How many requests keep every thread busy; callers with a long list use it as the limit of `forEachInFlight`. */
  readonly capacity: number;
  /**
   * Reads a picture to its end and gives its hash, facts and thumbnail.
   * @throws PictureError for a file that cannot be used; CancelledError
   */
  inspect(
    source: PictureSource,
    options?: ThumbnailOptions & { readonly signal?: AbortSignal | undefined },
  ): Promise<InspectedPicture>;
  /**
   * The same for several small pictures in one message, which is what most of the time of a small one goes into. Each has its own outcome:
   * a PictureError, or another error that concerns them all.
   * @throws CancelledError
   */
  inspectSeveral(
    pictures: readonly PictureInMemory[],
    signal?: AbortSignal,
  ): Promise<(InspectedPicture | Error)[]>;
  /**
   * The picture as the network sees it before normalisation: RGB8, [height, width, 3].
   * @param options.sha256 what the file's hash must be; another one is refused as `image/changed`
   * @throws PictureError for a file that cannot be used; CancelledError
   */
  prepare(
    source: PictureSource,
    preprocessing: Preprocessing,
    options?: PrepareOptions,
  ): Promise<Uint8Array>;
  /** Ends every thread; what is still waiting fails as cancelled. Safe to call twice. */
  close(): Promise<void>;
}

export interface PrepareOptions {
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** While one picture waits for libvips or for the caller, the thread works on another. */
const IN_FLIGHT_PER_THREAD = 4;

/**
 * Threads that read and decode pictures, so that the caller's event loop stays free. Requests beyond the capacity wait in order.
 * @param options.threads default: one per core
 */
export function createDecodePool(
  options: { readonly threads?: number } = {},
): DecodePool {
  loadSharp();
  const pool = new ThreadPool<DecodeTask, DecodeValue>({
    entry: entryPoint(import.meta.url, "decode-worker"),
    threads: options.threads ?? availableParallelism(),
    inFlightPerThread: IN_FLIGHT_PER_THREAD,
    toError,
    subject: "The picture decoder",
  });
  return {
    capacity: pool.capacity,
    async inspect(source, { signal, ...inspectOptions } = {}) {
      const task = {
        kind: "inspect",
        source,
        options: inspectOptions,
      } as const;
      return (await pool.run(task, signal)) as InspectedPicture;
    },
    async inspectSeveral(several, signal) {
      const pictures = packPictures(several);
      const task = { kind: "inspect-several", pictures } as const;
      const handed = [pictures.bytes.buffer];
      const found = (await pool.run(task, signal, handed)) as PackedFindings;
      return unpackFindings(found, toError);
    },
    async prepare(source, preprocessing, { signal, sha256 } = {}) {
      const task = { kind: "prepare", source, preprocessing, sha256 } as const;
      return (await pool.run(task, signal)) as Uint8Array;
    },
    close: () => pool.close(),
  };
}

function toError(code: string, message: string): StudioError {
  const known = PICTURE_ERROR_CODES.find((candidate) => candidate === code);
  return known
    ? new PictureError(known, message)
    : new StudioError(code, message);
}
