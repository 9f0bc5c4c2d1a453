import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import sharp from "sharp";

import { CancelledError } from "#engine/base/cancellation.ts";
import { entryPoint } from "#engine/base/entry-point.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";

import type { ThumbnailOptions } from "./decode.ts";
import type {
  DecodeReply,
  DecodeRequest,
  DecodeTask,
  InspectedPicture,
  PictureSource,
} from "./decode-worker-protocol.ts";
import { PICTURE_ERROR_CODES, PictureError } from "./picture-error.ts";

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

interface Waiting {
  readonly task: DecodeTask;
  resolve(value: InspectedPicture | Uint8Array): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  readonly underWay: Map<number, Waiting>;
}

/** While one picture is read from disk or waits for libvips, the thread works on another. */
const IN_FLIGHT_PER_THREAD = 3;

/**
 * Threads that read and decode pictures, so that the caller's event loop stays free. Requests beyond the capacity wait in order.
 * @param options.threads default: one per core
 */
export function createDecodePool(
  options: { readonly threads?: number } = {},
): DecodePool {
  // Also loads sharp here before any thread does: on Linux its library must outlive them (sharp.pixelplumbing.com/install#worker-threads).
  sharp.concurrency(1);
  return new ThreadedDecodePool(options.threads ?? availableParallelism());
}

class ThreadedDecodePool implements DecodePool {
  readonly capacity: number;
  readonly #threadCount: number;
  readonly #threads = new Set<Thread>();
  readonly #queue: Waiting[] = [];
  #nextId = 0;
  #closed: Promise<void> | undefined;

  constructor(threads: number) {
    this.#threadCount = Math.max(1, threads);
    this.capacity = this.#threadCount * IN_FLIGHT_PER_THREAD;
  }

  async inspect(
    source: PictureSource,
    options: ThumbnailOptions & { signal?: AbortSignal | undefined } = {},
  ): Promise<InspectedPicture> {
    const { signal, ...thumbnailOptions } = options;
    const value = await this.#run(
      { kind: "inspect", source, options: thumbnailOptions },
      signal,
    );
    return value as InspectedPicture;
  }

  async prepare(
    source: PictureSource,
    preprocessing: Preprocessing,
    options: PrepareOptions = {},
  ): Promise<Uint8Array> {
    const value = await this.#run(
      { kind: "prepare", source, preprocessing, sha256: options.sha256 },
      options.signal,
    );
    return value as Uint8Array;
  }

  close(): Promise<void> {
    this.#closed ??= this.#endThreads();
    return this.#closed;
  }

  #run(
    task: DecodeTask,
    signal: AbortSignal | undefined,
  ): Promise<InspectedPicture | Uint8Array> {
    if (this.#closed || signal?.aborted) {
      return Promise.reject(new CancelledError());
    }
    return new Promise((resolve, reject) => {
      const cancel = () => {
        const position = this.#queue.indexOf(waiting);
        if (position >= 0) this.#queue.splice(position, 1);
        reject(new CancelledError());
      };
      const settle = () => signal?.removeEventListener("abort", cancel);
      const waiting: Waiting = {
        task,
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.#queue.push(waiting);
      this.#dispatch();
    });
  }

  /** Hands waiting requests to the least busy thread, starting threads as they are needed. */
  #dispatch(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      const thread = this.#freeThread();
      if (!thread) return;
      const waiting = this.#queue.shift() as Waiting;
      const id = this.#nextId++;
      thread.underWay.set(id, waiting);
      thread.worker.ref();
      const request: DecodeRequest = { id, task: waiting.task };
      thread.worker.postMessage(request, []);
    }
  }

  #freeThread(): Thread | undefined {
    const least = [...this.#threads].reduce<Thread | undefined>(
      (best, thread) =>
        best === undefined || thread.underWay.size < best.underWay.size
          ? thread
          : best,
      undefined,
    );
    if (least?.underWay.size === 0) return least;
    if (this.#threads.size < this.#threadCount) return this.#startThread();
    return least && least.underWay.size < IN_FLIGHT_PER_THREAD
      ? least
      : undefined;
  }

  #startThread(): Thread {
    const worker = new Worker(entryPoint(import.meta.url, "decode-worker"));
    const thread: Thread = { worker, underWay: new Map() };
    this.#threads.add(thread);
    worker.on("message", (reply: DecodeReply) => this.#settle(thread, reply));
    worker.on("error", (error) => this.#lose(thread, error));
    worker.on("exit", () => this.#lose(thread, undefined));
    // An idle thread must not keep the program alive.
    worker.unref();
    return thread;
  }

  #settle(thread: Thread, reply: DecodeReply): void {
    const waiting = thread.underWay.get(reply.id);
    thread.underWay.delete(reply.id);
    if (thread.underWay.size === 0) thread.worker.unref();
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(toError(reply.code, reply.message));
    this.#dispatch();
  }

  /** A thread that died takes its requests with it; the next request starts a new one. */
  #lose(thread: Thread, cause: unknown): void {
    if (!this.#threads.delete(thread)) return;
    for (const waiting of thread.underWay.values()) {
      waiting.reject(
        this.#closed
          ? new CancelledError()
          : new StudioError(
              "image/decoder-stopped",
              "Expected the picture decoder to answer. Received: its thread stopped. Try again; if it happens again, leave this picture out.",
              { cause },
            ),
      );
    }
    thread.underWay.clear();
    this.#dispatch();
  }

  async #endThreads(): Promise<void> {
    for (const waiting of this.#queue.splice(0)) {
      waiting.reject(new CancelledError());
    }
    await Promise.all(
      [...this.#threads].map((thread) => thread.worker.terminate()),
    );
  }
}

function toError(code: string, message: string): StudioError {
  const known = PICTURE_ERROR_CODES.find((candidate) => candidate === code);
  return known
    ? new PictureError(known, message)
    : new StudioError(code, message);
}
