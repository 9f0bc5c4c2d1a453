import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts the engine; injected, so that tests can start something else. */
export type SpawnEngine = () => ChildProcess;

export interface SupervisorOptions {
  readonly spawnEngine: SpawnEngine;
  /** The engine is ready at this URL, which carries a one-time code. Also called after a restart. */
  readonly onReady: (url: string) => void;
  /** The engine ended and is started again. */
  readonly onRestart: (attempt: number) => void;
  /** It was given up; the log is its last lines. */
  readonly onFailed: (reason: string, log: readonly string[]) => void;
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
  /** A run of at least this long is a healthy one: it clears the count of restarts. */
  readonly healthyAfterMs?: number;
}

const MAX_RESTARTS = 3;
const LOG_LINES = 400;

/**
 * Keeps one engine process alive: waits for its address (one JSON line `{"url": …}` on standard output), starts it again when
 * it dies, at most three times in a row, and ends it with the app. The engine sees the end of this process by its IPC channel.
 */
export class EngineSupervisor {
  readonly #options: Required<SupervisorOptions>;
  readonly #log: string[] = [];
  #child: ChildProcess | null = null;
  #restarts = 0;
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = {
      startTimeoutMs: 30_000,
      stopTimeoutMs: 5_000,
      healthyAfterMs: 60_000,
      ...options,
    };
  }

  /** The engine's last lines of output, oldest first. */
  get log(): readonly string[] {
    return this.#log;
  }

  /** Starts the engine, also after it was given up. Does nothing while one runs. */
  start(): void {
    if (this.#child) return;
    this.#stopping = false;
    this.#restarts = 0;
    this.#launch();
  }

  /** Asks the engine to end (closing its IPC channel), and ends it by force when it does not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child) return;
    const ended = new Promise<void>((resolve) =>
      child.once("exit", () => resolve()),
    );
    if (child.connected) child.disconnect();
    else child.kill("SIGTERM");
    const timer = setTimeout(
      () => child.kill("SIGKILL"),
      this.#options.stopTimeoutMs,
    );
    await ended;
    clearTimeout(timer);
  }

  #launch(): void {
    const startedAt = Date.now();
    const child = this.#options.spawnEngine();
    this.#child = child;
    let ready = false;

    const timer = setTimeout(() => {
      this.#note(
        `The engine gave no address within ${this.#options.startTimeoutMs / 1000} s.`,
      );
      child.kill("SIGKILL");
    }, this.#options.startTimeoutMs);

    if (child.stdout) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const url = readAddress(line);
        if (url === null) {
          this.#note(line);
          return;
        }
        ready = true;
        clearTimeout(timer);
        this.#options.onReady(url);
      });
    }
    if (child.stderr) {
      createInterface({ input: child.stderr }).on("line", (line) =>
        this.#note(line),
      );
    }

    let over = false;
    const end = (reason: string) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      this.#child = null;
      if (this.#stopping) return;
      this.#note(reason);
      if (ready && Date.now() - startedAt >= this.#options.healthyAfterMs) {
        this.#restarts = 0;
      }
      if (this.#restarts >= MAX_RESTARTS) {
        this.#options.onFailed(reason, this.#log);
        return;
      }
      this.#restarts += 1;
      this.#options.onRestart(this.#restarts);
      this.#launch();
    };
    child.once("error", (error) =>
      end(`The engine could not be started: ${error.message}`),
    );
    child.once("exit", (code, signal) =>
      end(`The engine ended (${signal ?? `exit code ${code}`}).`),
    );
  }

  #note(line: string): void {
    this.#log.push(line);
    if (this.#log.length > LOG_LINES) {
      this.#log.splice(0, this.#log.length - LOG_LINES);
    }
  }
}

/** The URL in a line `{"url": "http://127.0.0.1:…"}`, or null for any other line. */
export function readAddress(line: string): string | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("url" in value)) {
      return null;
    }
    const { url } = value;
    return typeof url === "string" && url.startsWith("http://127.0.0.1:")
      ? url
      : null;
  } catch {
    return null;
  }
}
