import { CancelledError } from "#engine/base/cancellation.ts";
import type { Progress } from "#engine/base/progress.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { leaveSignalsToTheEngine } from "./leave-signals.ts";
import type { JobContext, JobWork } from "./job-context.ts";
import {
  fromPlainError,
  toPlainError,
  type FromJob,
  type JobStart,
  type PlainError,
  type ToJob,
} from "./process-messages.ts";

/** Progress of the same phase is sent at most this often; first, last and new phases always. */
const PROGRESS_INTERVAL_MS = 50;
/** After the engine is gone, a job has this long to reach its next step. */
const ORPHAN_MS = 3000;

/** Loads the work of a job of some kind. */
export type LoadWork = (kind: string) => Promise<JobWork<never>>;
export type OpenReader = (projectDirectory: string) => Promise<IndexReader>;

/** The body of a job process: waits for its start, runs the work, reports, ends. */
export function runJobProcess(load: LoadWork, openReader: OpenReader): void {
  const abort = new AbortController();
  const control = new PauseControl(abort.signal);
  const replies = new Replies();
  leaveSignalsToTheEngine();
  process.on("disconnect", () => {
    abort.abort();
    setTimeout(() => process.exit(3), ORPHAN_MS).unref();
  });
  process.on("message", (message: ToJob) => {
    switch (message.type) {
      case "start":
        void runAndReport(message.start);
        break;
      case "cancel":
        abort.abort();
        control.resume();
        break;
      case "pause":
        control.pause();
        break;
      case "resume":
        control.resume();
        break;
      case "stop":
        control.stop();
        break;
      case "reply":
        replies.resolve(message.id, message.result);
        break;
      case "reply-error":
        replies.reject(message.id, message.error);
        break;
    }
  });

  async function runAndReport(start: JobStart): Promise<void> {
    let reader: IndexReader | undefined;
    try {
      const work = await load(start.kind);
      if (start.projectDirectory !== "") {
        reader = await openReader(start.projectDirectory);
      }
      const context = createContext(start, reader);
      await finish({
        type: "finished",
        result: await work(start.parameters as never, context),
      });
    } catch (error) {
      const cause = abort.signal.aborted ? new CancelledError() : error;
      await finish({ type: "failed", error: toPlainError(cause) });
    } finally {
      reader?.close();
      process.exit(0);
    }
  }

  function createContext(
    start: JobStart,
    reader: IndexReader | undefined,
  ): JobContext {
    return {
      jobId: start.jobId,
      projectDirectory: start.projectDirectory,
      environment: start.environment,
      device: start.device,
      reader: () => reader ?? noProject(),
      emit: (command, params) =>
        replies.request((id) => send({ type: "command", id, command, params })),
      signal: abort.signal,
      onProgress: throttledProgress((progress) =>
        send({ type: "progress", progress }),
      ),
      tell: (event) => send({ type: "event", event }),
      control: {
        isStopRequested: () => control.isStopRequested,
        whilePaused: () => control.wait(),
      },
    };
  }
}

/** Pause and stop as the work sees them. The engine hears of a pause when the work has really come to it. */
class PauseControl {
  isStopRequested = false;
  #isPaused = false;
  #resume: (() => void) | null = null;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#resume?.();
  }

  stop(): void {
    this.isStopRequested = true;
    this.resume();
  }

  async wait(): Promise<void> {
    if (!this.#isPaused || this.#signal.aborted) return;
    send({ type: "paused" });
    await new Promise<void>((resolve) => (this.#resume = resolve));
    this.#resume = null;
    if (this.#signal.aborted) throw new CancelledError();
    send({ type: "resumed" });
  }
}

/** Requests to the engine that wait for their answer. */
class Replies {
  #next = 1;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();

  request<T>(sendWithId: (id: number) => void): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, {
        resolve: (value) => resolve(value as T),
        reject,
      });
      sendWithId(id);
    });
  }

  resolve(id: number, value: unknown): void {
    this.#waiting.get(id)?.resolve(value);
    this.#waiting.delete(id);
  }

  reject(id: number, error: PlainError): void {
    this.#waiting.get(id)?.reject(fromPlainError(error));
    this.#waiting.delete(id);
  }
}

function throttledProgress(report: (progress: Progress) => void) {
  let phase = "";
  let sentAt = Number.NEGATIVE_INFINITY;
  return (progress: Progress) => {
    const now = performance.now();
    const matters =
      progress.phase !== phase || progress.done === progress.total;
    if (!matters && now - sentAt < PROGRESS_INTERVAL_MS) return;
    phase = progress.phase;
    sentAt = now;
    report(progress);
  };
}

function send(message: FromJob): void {
  if (!process.connected) return;
  process.send?.(message, undefined, undefined, () => undefined);
}

/** Sends the last message and waits until it is on its way. */
function finish(message: FromJob): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected || !process.send) {
      resolve();
      return;
    }
    process.send(message, undefined, undefined, () => resolve());
  });
}

function noProject(): never {
  throw new StudioError(
    "project/none",
    "This work was started without a project, so it has no pictures. Open a project and start it again.",
  );
}

/** @throws StudioError always: nobody may start a job of a kind that is not listed. */
export function unknownKind(kind: string): never {
  throw new StudioError("job/unknown-kind", `There is no job "${kind}".`);
}
