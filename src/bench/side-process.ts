import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

import { StudioError } from "#engine/base/errors.ts";
import { LineTail } from "#engine/base/logging.ts";
import { parseAnswer, type SideUsage } from "./side-messages.ts";

export interface SideCommand {
  /** For messages, such as `Keras`. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly id: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: ((event: unknown) => void) | undefined;
}

/** Every side that lives, so that none outlives the benchmark. */
const RUNNING = new Set<SideProcess>();

let isStopped = false;

/** Ends every side at once, and no other can be started; for the end of the program. */
export function killAllSides(): void {
  isStopped = true;
  for (const side of RUNNING) side.kill();
}

/** One side of the benchmark in a process of its own, which waits without computing while others are measured. */
export class SideProcess {
  readonly title: string;
  readonly #child: ChildProcess;
  readonly #log = new LineTail();
  #waiting: Waiting | undefined;
  #nextId = 1;
  #end: string | undefined;
  #usage: SideUsage | undefined;
  #answeredAt = 0;
  /** Largest share of one processor used while it should have been idle, 0 to 1 and more. */
  idleShare = 0;

  constructor({ title, command, args, env }: SideCommand) {
    if (isStopped) {
      throw new StudioError("bench/stopped", "The benchmark was stopped.");
    }
    this.title = title;
    this.#child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    RUNNING.add(this);
    this.#child.stderr
      ?.setEncoding("utf8")
      .on("data", (text: string) => this.#log.append(text));
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on("line", (line) =>
        this.#receive(line),
      );
    }
    // A side that has just died cannot be written to; its end is told below.
    this.#child.stdin?.on("error", () => undefined);
    this.#child.on("error", (error) => this.#over(error.message));
    this.#child.on("close", (code, signal) =>
      this.#over(signal === null ? `exit code ${code}` : `signal ${signal}`),
    );
  }

  get isAlive(): boolean {
    return this.#end === undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Largest resident memory so far; null while unknown. */
  get peakBytes(): number | null {
    return this.#usage?.peakBytes ?? null;
  }

  /**
   * Asks the side for something and waits for the answer; one request at a time.
   * @throws StudioError `bench/side-failed` when it answers with an error, ends or takes longer than the limit; then it is ended
   */
  async ask<Result>(
    what: string,
    parameters: Readonly<Record<string, unknown>>,
    options: {
      readonly timeoutMs: number;
      readonly onEvent?: (event: unknown) => void;
    },
  ): Promise<Result> {
    if (this.#end !== undefined) throw this.#failed(this.#end);
    const id = this.#nextId++;
    const askedAt = performance.now();
    const before = this.#usage;
    let timer: NodeJS.Timeout | undefined;
    try {
      const result = await new Promise<unknown>((resolve, reject) => {
        this.#waiting = { id, resolve, reject, onEvent: options.onEvent };
        timer = setTimeout(() => {
          const seconds = Math.round(options.timeoutMs / 1000);
          reject(this.#failed(`no answer to "${what}" within ${seconds} s`));
          this.kill();
        }, options.timeoutMs);
        this.#child.stdin?.write(
          `${JSON.stringify({ id, do: what, ...parameters })}\n`,
        );
      });
      this.#noteIdle(before, askedAt);
      return result as Result;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
      this.#answeredAt = performance.now();
    }
  }

  /** Lets the process end by itself, at most for a moment. */
  async close(): Promise<void> {
    if (this.#end !== undefined) return;
    const ended = new Promise<void>((resolve) =>
      this.#child.once("close", () => resolve()),
    );
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.kill(), CLOSE_LIMIT_MS);
    await ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #receive(line: string): void {
    const answer = parseAnswer(line);
    if (answer === undefined) {
      this.#log.append(`${line}\n`);
      return;
    }
    const waiting = this.#waiting;
    if (waiting?.id !== answer.id) return;
    if ("event" in answer) {
      waiting.onEvent?.(answer.event);
      return;
    }
    this.#usage = answer.usage ?? this.#usage;
    if ("error" in answer) waiting.reject(this.#failed(answer.error));
    else waiting.resolve(answer.result);
  }

  #noteIdle(before: SideUsage | undefined, askedAt: number): void {
    const waited = askedAt - this.#answeredAt;
    if (!before || !this.#usage || waited < LEAST_IDLE_MS) return;
    const used = this.#usage.cpuMsBefore - before.cpuMs;
    this.idleShare = Math.max(this.idleShare, used / waited);
  }

  #over(how: string): void {
    if (this.#end !== undefined) return;
    this.#end = `its process ended (${how})`;
    RUNNING.delete(this);
    this.#waiting?.reject(this.#failed(this.#end));
  }

  #failed(reason: string): StudioError {
    const last = this.#log
      .lines()
      .filter((line) => /\w*(Error|Exception|Killed)\b/.test(line))
      .at(-1);
    const words = last ? ` Its log says: ${last.trim().slice(0, 300)}.` : "";
    return new StudioError(
      "bench/side-failed",
      `${this.title} could not be measured: ${reason}.${words} The other sides are measured without it.`,
    );
  }
}

const CLOSE_LIMIT_MS = 3000;
/** Shorter waits say nothing about idling. */
const LEAST_IDLE_MS = 500;
