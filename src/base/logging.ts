import { mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

import { pino } from "pino";

/** Written to a file as one JSON object a line; the last lines are also at hand for "Copy diagnostics". */
export interface Log {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
  /** The last lines, oldest first. */
  tail(): string[];
}

const MAXIMUM_FILE_BYTES = 4 * 1024 * 1024;
const TAIL_LINES = 200;

/** A log in `<folder>/engine.log`; the former one is kept as `engine.1.log` when it has grown over 4 MB. */
export function openLog(folder: string): Log {
  const file = join(folder, "engine.log");
  mkdirSync(folder, { recursive: true });
  if (sizeOfFile(file) > MAXIMUM_FILE_BYTES) {
    renameSync(file, join(folder, "engine.1.log"));
  }
  const destination = pino.destination({ dest: file, sync: true });
  // A full disk must not end the engine because it cannot write its log.
  destination.on("error", () => undefined);
  const logger = pino({ base: { pid: process.pid } }, destination);
  return keepingTail((level, message, details) =>
    logger[level](details ?? {}, message),
  );
}

/** The last lines of a text that grows: what is kept of a job's output. */
export class LineTail {
  readonly #limit: number;
  #lines: string[] = [];
  #rest = "";

  constructor(limit: number = TAIL_LINES) {
    this.#limit = limit;
  }

  append(text: string): void {
    const parts = (this.#rest + text).split(/\r?\n/);
    this.#rest = (parts.pop() ?? "").slice(-10_000);
    this.#lines.push(...parts);
    if (this.#lines.length > this.#limit) {
      this.#lines = this.#lines.slice(-this.#limit);
    }
  }

  lines(): string[] {
    return this.#rest ? [...this.#lines, this.#rest] : [...this.#lines];
  }
}

type Level = "info" | "warn" | "error";

function keepingTail(
  write: (
    level: Level,
    message: string,
    details: Record<string, unknown> | undefined,
  ) => void,
): Log {
  const tail = new LineTail();
  const at =
    (level: Level) => (message: string, details?: Record<string, unknown>) => {
      const extra = details ? ` ${JSON.stringify(details)}` : "";
      tail.append(`${new Date().toISOString()} ${level} ${message}${extra}\n`);
      write(level, message, details);
    };
  return {
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    tail: () => tail.lines(),
  };
}

function sizeOfFile(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
