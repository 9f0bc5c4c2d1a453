import { EventEmitter } from "node:events";
import { homedir } from "node:os";

import type { MenuItemConstructorOptions } from "electron";

import { BrowserWindow } from "./browser-window.ts";
import { type DoubleRequest, listen, reportCall } from "./channel.ts";

/**
 * A test double of the `electron` module: windows are pages of a real Chromium, what would appear on the screen is reported as
 * JSON lines, and the test asks for menu clicks and the like. Everything else of main.ts and preload.ts is the real thing.
 */

export { BrowserWindow } from "./browser-window.ts";
export { ipcMain } from "./ipc-main.ts";

const USER_DATA = process.env["ELECTRON_DOUBLE_USER_DATA"] ?? homedir();

class App extends EventEmitter {
  readonly isPackaged = false;
  #quitting = false;

  requestSingleInstanceLock(): boolean {
    return process.env["ELECTRON_DOUBLE_SECOND"] === undefined;
  }

  whenReady(): Promise<void> {
    return Promise.resolve();
  }

  setAppUserModelId(id: string): void {
    reportCall("app-user-model-id", id);
  }

  getPath(_name: string): string {
    return USER_DATA;
  }

  quit(): void {
    if (this.#quitting) return;
    let prevented = false;
    this.emit("before-quit", { preventDefault: () => (prevented = true) });
    if (prevented) return;
    this.#quitting = true;
    const windows = [...BrowserWindow.all];
    void Promise.all(windows.map((window) => window.end())).then(() => {
      reportCall("quit");
      process.exit(0);
    });
  }
}

export const app = new App();

let menu: readonly MenuItemConstructorOptions[] = [];
export const Menu = {
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) =>
    template,
  setApplicationMenu: (template: readonly MenuItemConstructorOptions[]) => {
    menu = template;
  },
};

export const dialog = {
  showOpenDialog: (...parameters: readonly unknown[]) => {
    reportCall("open-dialog", parameters.at(-1));
    const answer = process.env["ELECTRON_DOUBLE_DIALOG_ANSWER"];
    return Promise.resolve({
      canceled: answer === undefined,
      filePaths: answer === undefined ? [] : [answer],
    });
  },
};

export const nativeTheme = {
  shouldUseDarkColors: false,
  set themeSource(value: string) {
    reportCall("theme", value);
  },
};

export class Notification extends EventEmitter {
  readonly #settings: unknown;

  static isSupported(): boolean {
    return true;
  }

  constructor(settings: unknown) {
    super();
    this.#settings = settings;
  }

  show(): void {
    reportCall("notification", this.#settings);
  }
}

let blockers = 0;
export const powerSaveBlocker = {
  start: (kind: string) => {
    reportCall("power-save-blocker", kind);
    blockers += 1;
    return blockers;
  },
  stop: (id: number) => reportCall("power-save-blocker-stop", id),
};

export const shell = {
  openExternal: (url: string) => {
    reportCall("open-external", url);
    return Promise.resolve();
  },
  showItemInFolder: (path: string) => reportCall("show-item", path),
  openPath: (path: string) => {
    reportCall("open-path", path);
    return Promise.resolve("");
  },
};

export const clipboard = {
  writeText: (text: string) => reportCall("clipboard", text),
};

export const screen = {
  getAllDisplays: () => [
    { workArea: { x: 0, y: 0, width: 1920, height: 1080 } },
  ],
};

type PermissionHandler = (
  contents: unknown,
  permission: string,
  answer: (allowed: boolean) => void,
  details: unknown,
) => void;
let permissionHandler: PermissionHandler | null = null;
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: PermissionHandler) => {
      permissionHandler = handler;
    },
    setPermissionCheckHandler: () => undefined,
  },
};

listen(fulfil);

function fulfil(request: DoubleRequest): unknown {
  switch (request.kind) {
    case "menu":
      return clickMenu(menu, request.path);
    case "permission":
      return new Promise((resolve) =>
        permissionHandler?.(null, request.permission, resolve, {
          requestingUrl: request.requestingUrl,
          mediaTypes: request.mediaTypes,
          isMainFrame: true,
        }),
      );
    case "second-instance":
      app.emit("second-instance", {}, request.argv);
      return null;
    case "quit":
      app.quit();
      return null;
  }
}

function clickMenu(
  items: readonly MenuItemConstructorOptions[],
  [label, ...rest]: readonly string[],
): boolean {
  const found = items.find((item) => item.label?.replaceAll("&", "") === label);
  if (!found) return false;
  if (rest.length > 0) {
    return Array.isArray(found.submenu) && clickMenu(found.submenu, rest);
  }
  found.click?.(undefined as never, undefined as never, undefined as never);
  return true;
}
