import { Worker } from "node:worker_threads";

import { CancelledError } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";

/** What goes to a thread and what comes back; `thread-tasks.ts` is the other end. */
export interface ThreadRequest<Task> {
  readonly id: number;
  readonly task: Task;
}

export type ThreadReply<Value> =
  | { readonly id: number; readonly ok: true; readonly value: Value }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly message: string;
    };

export interface ThreadPoolOptions {
  /** Absolute path of the worker's file, from `entryPoint`. */
  readonly entry: string;
  readonly threads: number;
  /** Tasks that one thread holds at once; more than one where it waits for a disk or a library. */
  readonly inFlightPerThread: number;
  readonly workerData?: unknown;
  /** Makes the error of a failed task anew on this side. */
  readonly toError?: (code: string, message: string) => Error;
  /** What stopped when a thread dies, as the start of a sentence: `The picture decoder`. */
  readonly subject: string;
}

interface Waiting<Task, Value> {
  readonly task: Task;
  readonly handed: readonly ArrayBuffer[];
  resolve(value: Value): void;
  reject(error: unknown): void;
}

interface Thread<Task, Value> {
  readonly worker: Worker;
  readonly underWay: Map<number, Waiting<Task, Value>>;
}

/**
 * Worker threads that answer tasks in any order. Threads start as they are needed; tasks beyond the capacity wait in order;
 * an idle pool does not keep the program alive; a thread that dies fails its tasks and is replaced.
 */
export class ThreadPool<Task, Value> {
  readonly #options: ThreadPoolOptions;
  readonly #threads = new Set<Thread<Task, Value>>();
  readonly #queue: Waiting<Task, Value>[] = [];
  #nextId = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** How many tasks keep every thread busy. */
  get capacity(): number {
    return this.#options.threads * this.#options.inFlightPerThread;
  }

  /**
   * @param handed memory of the task that goes to the thread instead of being copied; it is gone here
   * @throws CancelledError when the signal is aborted or the pool closed; else what the task threw
   */
  run(
    task: Task,
    signal?: AbortSignal,
    handed: readonly ArrayBuffer[] = [],
  ): Promise<Value> {
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
      const waiting: Waiting<Task, Value> = {
        task,
        handed,
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

  /** Ends every thread; what is still waiting fails as cancelled. Safe to call twice. */
  close(): Promise<void> {
    this.#closed ??= this.#endThreads();
    return this.#closed;
  }

  #dispatch(): void {
    while (this.#queue.length > 0 && !this.#closed) {
      const thread = this.#freeThread();
      if (!thread) return;
      const waiting = this.#queue.shift() as Waiting<Task, Value>;
      const id = this.#nextId++;
      thread.underWay.set(id, waiting);
      thread.worker.ref();
      const request: ThreadRequest<Task> = { id, task: waiting.task };
      thread.worker.postMessage(request, waiting.handed);
    }
  }

  /** An idle thread, else a new one while there may be more, else the least busy one with room. */
  #freeThread(): Thread<Task, Value> | undefined {
    const { threads, inFlightPerThread } = this.#options;
    let least: Thread<Task, Value> | undefined;
    for (const thread of this.#threads) {
      if (!least || thread.underWay.size < least.underWay.size) least = thread;
    }
    if (least?.underWay.size === 0) return least;
    if (this.#threads.size < threads) return this.#startThread();
    return least && least.underWay.size < inFlightPerThread ? least : undefined;
  }

  #startThread(): Thread<Task, Value> {
    const { entry, workerData } = this.#options;
    const worker = new Worker(entry, { workerData });
    const thread: Thread<Task, Value> = { worker, underWay: new Map() };
    this.#threads.add(thread);
    worker.on("message", (reply: ThreadReply<Value>) =>
      this.#settle(thread, reply),
    );
    worker.on("error", (error) => this.#lose(thread, error));
    worker.on("exit", () => this.#lose(thread, undefined));
    worker.unref();
    return thread;
  }

  #settle(thread: Thread<Task, Value>, reply: ThreadReply<Value>): void {
    const waiting = thread.underWay.get(reply.id);
    thread.underWay.delete(reply.id);
    if (thread.underWay.size === 0) thread.worker.unref();
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(this.#toError(reply.code, reply.message));
    this.#dispatch();
  }

  #toError(code: string, message: string): Error {
    const { toError } = this.#options;
    return toError ? toError(code, message) : new StudioError(code, message);
  }

  #lose(thread: Thread<Task, Value>, cause: unknown): void {
    if (!this.#threads.delete(thread)) return;
    for (const waiting of thread.underWay.values()) {
      waiting.reject(
        this.#closed
          ? new CancelledError()
          : new StudioError(
              "internal/thread-stopped",
              `${this.#options.subject} was expected to answer. Received: its thread stopped. Try again; if it happens again, copy the diagnostics and report it.`,
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
    const threads = [...this.#threads];
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
}
