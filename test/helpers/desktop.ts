import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import { type Browser, chromium, type Page } from "playwright-core";

import type {
  DoubleReport,
  DoubleRequest,
} from "#test/helpers/electron-double/channel.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** The desktop shell with the double of Electron under it, driven from a test. */
export class Desktop {
  readonly #child: ChildProcess;
  readonly #calls: { name: string; value: unknown }[] = [];
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #debuggerUrl = Promise.withResolvers<string>();
  #browser: Browser | null = null;
  #nextId = 1;

  private constructor(child: ChildProcess) {
    this.#child = child;
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on(
      "line",
      (line) => this.#take(JSON.parse(line) as DoubleReport),
    );
    // Who waits for a window or an answer would wait for ever; who does not is not disturbed.
    this.#debuggerUrl.promise.catch(() => undefined);
    child.once("exit", (code) => {
      const ended = new Error(`The desktop shell has ended with code ${code}.`);
      this.#debuggerUrl.reject(ended);
      for (const { reject } of this.#answers.values()) reject(ended);
    });
  }

  /** Starts dist/electron/main.cjs; `environment` sets what the double answers. */
  static async start(
    home: string,
    environment: NodeJS.ProcessEnv = {},
    parameters: readonly string[] = [],
  ): Promise<Desktop> {
    const child = spawn(
      process.execPath,
      [
        "--import",
        join(ROOT, "test", "helpers", "electron-double", "register.ts"),
        join(ROOT, "dist", "electron", "main.cjs"),
        ...parameters,
      ],
      {
        cwd: ROOT,
        stdio: ["pipe", "pipe", "inherit"],
        env: {
          ...process.env,
          CONVOLVE_HOME: home,
          HOME: home,
          CONVOLVE_NODE: process.execPath,
          ELECTRON_DOUBLE_USER_DATA: home,
          ELECTRON_DOUBLE_DEBUGGER_PORT: String(await freePort()),
          ...environment,
        },
      },
    );
    return new Desktop(child);
  }

  get calls(): readonly { name: string; value: unknown }[] {
    return this.#calls;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The window's page, as a browser test sees it. */
  async page(): Promise<Page> {
    this.#browser ??= await chromium.connectOverCDP(
      await this.#debuggerUrl.promise,
    );
    const page = this.#browser.contexts().flatMap((one) => one.pages())[0];
    if (!page) throw new Error("The window has no page.");
    return page;
  }

  /** Asks the double for something that a person or the system does. */
  ask(request: WithoutId<DoubleRequest>): Promise<unknown> {
    const id = this.#nextId++;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.#child.stdin?.write(`${JSON.stringify({ ...request, id })}\n`);
    return answer.promise;
  }

  /** Quits as a person does and waits for the end. */
  async quit(): Promise<number | null> {
    await this.#browser?.close();
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, "exit");
    this.ask({ kind: "quit" }).catch(() => undefined);
    await ended;
    return this.#child.exitCode;
  }

  ended(): Promise<unknown> {
    return this.#child.exitCode === null
      ? once(this.#child, "exit")
      : Promise.resolve();
  }

  #take(line: DoubleReport): void {
    switch (line.kind) {
      case "window":
        this.#debuggerUrl.resolve(line.debuggerUrl);
        break;
      case "call":
        this.#calls.push(line);
        break;
      case "answer":
        this.#answers.get(line.id)?.resolve(line.value);
        this.#answers.delete(line.id);
        break;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        found(typeof address === "object" && address ? address.port : 0),
      );
    });
  });
}
