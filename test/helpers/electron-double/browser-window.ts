import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type BrowserContext, chromium, type Page } from "playwright-core";

import { launchOptions } from "#test/helpers/browser.ts";
import { ipcMain } from "./ipc-main.ts";
import { report, reportCall } from "./channel.ts";

interface WindowSettings {
  readonly width: number;
  readonly height: number;
  readonly webPreferences: {
    readonly preload: string;
    readonly contextIsolation: boolean;
    readonly sandbox: boolean;
    readonly nodeIntegration: boolean;
  };
}

const DEBUGGER_PORT = Number(process.env["ELECTRON_DOUBLE_DEBUGGER_PORT"]);

/** Electron's BrowserWindow over a page of a real Chromium; only what main.ts uses. */
export class BrowserWindow extends EventEmitter {
  static readonly all = new Set<BrowserWindow>();
  readonly webContents: WebContents;
  readonly #page: Promise<Page>;
  #context: BrowserContext | null = null;
  #bounds: { x: number; y: number; width: number; height: number };

  constructor(settings: WindowSettings) {
    super();
    BrowserWindow.all.add(this);
    const { contextIsolation, sandbox, nodeIntegration } =
      settings.webPreferences;
    reportCall("window", { contextIsolation, sandbox, nodeIntegration });
    this.#bounds = {
      x: 0,
      y: 0,
      width: settings.width,
      height: settings.height,
    };
    this.#page = this.#open(settings);
    this.webContents = new WebContents(this.#page);
  }

  async #open(settings: WindowSettings): Promise<Page> {
    // The default context: the only one that a second client sees over the debugging port.
    this.#context = await chromium.launchPersistentContext(
      join(process.env["ELECTRON_DOUBLE_USER_DATA"] ?? "", "chromium"),
      {
        ...(await launchOptions([`--remote-debugging-port=${DEBUGGER_PORT}`])),
        viewport: { width: settings.width, height: settings.height },
      },
    );
    const page = this.#context.pages()[0] ?? (await this.#context.newPage());
    await page.exposeBinding(
      "doubleInvoke",
      ({ frame }, channel: string, parameters: unknown) =>
        ipcMain.answer(channel, frame.url(), parameters),
    );
    const preload = readFileSync(settings.webPreferences.preload, "utf8");
    await page.addInitScript({ content: preloadScript(preload) });
    report({
      kind: "window",
      debuggerUrl: `http://127.0.0.1:${DEBUGGER_PORT}`,
    });
    this.emit("ready-to-show");
    return page;
  }

  async loadURL(url: string): Promise<void> {
    await (await this.#page).goto(url);
  }

  show(): void {
    reportCall("show");
  }

  maximize(): void {
    reportCall("maximize");
  }

  restore(): void {
    reportCall("restore");
  }

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return false;
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds;
  }

  setProgressBar(value: number): void {
    reportCall("progress", value);
  }

  async end(): Promise<void> {
    BrowserWindow.all.delete(this);
    this.emit("close");
    await this.#page;
    await this.#context?.close();
    this.emit("closed");
  }
}

class WebContents extends EventEmitter {
  readonly #page: Promise<Page>;
  #url = "";
  #openHandler: (details: { url: string }) => unknown = () => null;

  constructor(page: Promise<Page>) {
    super();
    this.#page = page;
    void page.then((opened) => {
      opened.on("framenavigated", (frame) => {
        if (frame === opened.mainFrame()) this.#url = frame.url();
      });
      return this.#guard(opened);
    });
  }

  /** Navigations that the page itself starts go through main's handlers, as in Electron. */
  async #guard(page: Page): Promise<void> {
    await page.exposeBinding("doubleNavigate", (_source, url: string) => {
      let prevented = false;
      this.emit(
        "will-navigate",
        { preventDefault: () => (prevented = true) },
        url,
      );
      return !prevented;
    });
    await page.exposeBinding("doubleOpen", (_source, url: string) => {
      reportCall("window-open", this.#openHandler({ url }));
    });
  }

  getURL(): string {
    return this.#url;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.#openHandler = handler;
  }

  send(channel: string, message: unknown): void {
    void this.#page.then((page) =>
      page.evaluate(
        ([name, value]) => {
          const listeners = (
            globalThis as unknown as {
              doubleListeners?: Map<
                string,
                ((event: unknown, value: unknown) => void)[]
              >;
            }
          ).doubleListeners;
          for (const listener of listeners?.get(name as string) ?? []) {
            listener(null, value);
          }
        },
        [channel, message] as const,
      ),
    );
  }
}

/** The bundled preload, given what Electron's sandboxed `require("electron")` offers. */
function preloadScript(preload: string): string {
  const paths = process.env["ELECTRON_DOUBLE_FILE_PATHS"] ?? "{}";
  return `(() => {
    const listeners = new Map();
    window.doubleListeners = listeners;
    const paths = ${paths};
    const electron = {
      contextBridge: { exposeInMainWorld: (name, value) => { window[name] = value; } },
      ipcRenderer: {
        invoke: (channel, parameters) => window.doubleInvoke(channel, parameters),
        on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
        off: (channel, listener) => listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)),
      },
      webUtils: { getPathForFile: (file) => paths[file.name] ?? "" },
    };
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || link.origin === location.origin) return;
      event.preventDefault();
      if (link.target === "_blank") window.doubleOpen(link.href);
      else window.doubleNavigate(link.href).then((allowed) => { if (allowed) location.href = link.href; });
    });
    ((require, process, exports) => { ${preload} })(() => electron, { platform: ${JSON.stringify(process.platform)} }, {});
  })();`;
}
