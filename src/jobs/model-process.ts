import { StudioError } from "#engine/base/errors.ts";
import { describeEnd, startChild, type EngineChild } from "./child-process.ts";
import {
  fromPlainError,
  type FromModelProcess,
  type ProcessEnvironment,
  type ToModelProcess,
} from "./process-messages.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Running {
  readonly child: EngineChild<ToModelProcess, FromModelProcess>;
  readonly waiting: Map<number, Waiting>;
  readonly ended: Promise<void>;
}

/** Short work that takes longer than this hangs; its process is ended and the next request starts a new one. */
const TIME_LIMIT_MS = 120_000;

/**
 * The engine's side of the model process: short work such as trying a picture, explaining it and previews, in a process that stays warm.
 * It is started by the first request; when it crashes, what waited is told so, and the next request starts it again.
 */
export class ModelProcess {
  readonly #entry: string;
  readonly #environment: () => ProcessEnvironment;
  #running: Running | null = null;
  #nextId = 1;
  #isClosed = false;

  /** @param entry absolute path of model-main */
  constructor(entry: string, environment: () => ProcessEnvironment) {
    this.#entry = entry;
    this.#environment = environment;
  }

  get pid(): number | undefined {
    return this.#running?.child.pid;
  }

  /** @throws StudioError what the task threw, or `model-process/crashed` */
  run<T>(name: string, params: unknown): Promise<T> {
    const { child, waiting } = (this.#running ??= this.#start());
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      const limit = setTimeout(() => child.kill(), TIME_LIMIT_MS);
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => {
          clearTimeout(limit);
          waiting.delete(id);
          then(value);
        };
      waiting.set(id, {
        resolve: settle((value) => resolve(value as T)),
        reject: settle(reject),
      });
      child.send({ type: "task", id, name, params });
    });
  }

  /** Ends the process, so that the next request starts one with new settings. */
  async restart(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    running?.child.kill();
    await running?.ended;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.restart();
  }

  log(): string[] {
    return this.#running?.child.output.lines() ?? [];
  }

  #start(): Running {
    if (this.#isClosed) {
      throw new StudioError("engine/closed", "The engine is closing.");
    }
    const environment = this.#environment();
    const child = startChild<ToModelProcess, FromModelProcess>(
      this.#entry,
      environment.threads,
    );
    const waiting = new Map<number, Waiting>();
    child.onMessage((message) => {
      const request = waiting.get(message.id);
      if (message.type === "reply") request?.resolve(message.result);
      else request?.reject(fromPlainError(message.error));
    });
    const ended = new Promise<void>((resolve) => {
      child.onEnd((end) => {
        if (this.#running?.child === child) this.#running = null;
        const error = new StudioError(
          "model-process/crashed",
          describeEnd("The process that runs models", end, child.output),
        );
        for (const request of waiting.values()) request.reject(error);
        resolve();
      });
    });
    child.send({ type: "configure", environment });
    return { child, waiting, ended };
  }
}
