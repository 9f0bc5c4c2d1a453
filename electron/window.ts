import { join } from "node:path";

import {
  app,
  BrowserWindow,
  clipboard,
  nativeTheme,
  screen,
  shell,
} from "electron";

import { decideNavigation, type ShellAction } from "./navigation-policy.ts";
import {
  MINIMUM_WINDOW,
  placeOnScreens,
  readWindowState,
  writeWindowState,
} from "./window-state.ts";

export interface WindowOptions {
  /** The preload script, bundled. */
  readonly preload: string;
  readonly engineOrigin: () => string | null;
  readonly onShellAction: (action: ShellAction) => void;
  readonly icon?: string;
}

/** The studio's window: sandboxed, isolated, remembered, and bound to the navigation policy. */
export function createStudioWindow(options: WindowOptions): BrowserWindow {
  const statePath = join(app.getPath("userData"), "window.json");
  const state = placeOnScreens(
    readWindowState(statePath),
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const { maximized, ...bounds } = state;
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MINIMUM_WINDOW.width,
    minHeight: MINIMUM_WINDOW.height,
    show: false,
    title: "Convolve",
    backgroundColor: nativeTheme.shouldUseDarkColors ? "#16181c" : "#f7f7f8",
    ...(options.icon === undefined ? {} : { icon: options.icon }),
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  window.on("close", () =>
    writeWindowState(statePath, {
      ...window.getNormalBounds(),
      maximized: window.isMaximized(),
    }),
  );

  const follow = (target: string): boolean => {
    const verdict = decideNavigation(target, options.engineOrigin());
    if (verdict.kind === "external") void shell.openExternal(verdict.url);
    if (verdict.kind === "shell") options.onShellAction(verdict.action);
    return verdict.kind === "allow";
  };
  window.webContents.on("will-navigate", (event, url) => {
    if (!follow(url)) event.preventDefault();
  });
  window.webContents.on("will-redirect", (event, url) => {
    if (!follow(url)) event.preventDefault();
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    const verdict = decideNavigation(url, options.engineOrigin());
    if (verdict.kind === "external") void shell.openExternal(verdict.url);
    return { action: "deny" };
  });
  window.webContents.on("will-attach-webview", (event) =>
    event.preventDefault(),
  );
  return window;
}

export function copyToClipboard(text: string): void {
  clipboard.writeText(text);
}
