import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { app, type BrowserWindow, Menu, session, shell } from "electron";

import { engineCommand } from "./engine-command.ts";
import { EngineSupervisor } from "./engine-supervisor.ts";
import { failurePageUrl } from "./failure-page.ts";
import { registerHostCommands, sendToWindow } from "./host-commands.ts";
import { menuTemplate } from "./menu.ts";
import type { ShellAction } from "./navigation-policy.ts";
import { decidePermission } from "./permission-policy.ts";
import { projectInArguments } from "./project-argument.ts";
import { copyToClipboard, createStudioWindow } from "./window.ts";

/** The desktop shell: starts and watches the engine, owns the window, the menu and what the system offers. Nothing else. */

const CHECKOUT = resolve(__dirname, "..", "..");

let window: BrowserWindow | null = null;
/** The engine's address; with its one-time code until the window has the cookie. */
let engineUrl: URL | null = null;
let pendingProject: string | null = null;
let quitting = false;

const supervisor = new EngineSupervisor({
  spawnEngine: () => {
    const command = engineCommand(
      app.isPackaged,
      process.resourcesPath,
      CHECKOUT,
      process.env,
      process.platform,
    );
    return spawn(command.node, command.parameters, {
      cwd: command.folder,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      windowsHide: true,
    });
  },
  onReady: (url) => {
    engineUrl = new URL(url);
    void showStudio();
  },
  onRestart: () => {
    engineUrl = null;
  },
  onFailed: (reason, log) => {
    engineUrl = null;
    void window?.loadURL(failurePageUrl(reason, log));
  },
});

function engineOrigin(): string | null {
  return engineUrl?.origin ?? null;
}

function currentPlace(): string | null {
  const shown = window?.webContents.getURL() ?? "";
  if (!URL.canParse(shown)) return null;
  const url = new URL(shown);
  return url.protocol === "http:" ? `${url.pathname}${url.search}` : null;
}

/** Loads the studio, back at the place where the person was, and hands over a project that waits to be opened. */
async function showStudio(): Promise<void> {
  if (!window || !engineUrl) return;
  const place = currentPlace();
  const target = window;
  await target.loadURL(engineUrl.href);
  // The code became a cookie: a window that is opened later needs no other.
  engineUrl = new URL(engineUrl.origin);
  if (place !== null && place !== "/") {
    sendToWindow(target, "host:navigate", place);
  }
  if (pendingProject !== null) {
    sendToWindow(target, "host:open-project", pendingProject);
    pendingProject = null;
  }
}

function onShellAction(action: ShellAction): void {
  switch (action) {
    case "restart-engine":
      supervisor.start();
      break;
    case "copy-log":
      copyToClipboard(supervisor.log.join("\n"));
      break;
    case "quit":
      app.quit();
      break;
  }
}

function openWindow(): void {
  const icon = join(CHECKOUT, "assets", "icons", "icon.png");
  window = createStudioWindow({
    preload: join(__dirname, "preload.cjs"),
    engineOrigin,
    onShellAction,
    ...(!app.isPackaged && existsSync(icon) ? { icon } : {}),
  });
  window.on("closed", () => {
    window = null;
  });
  void showStudio();
}

/** A project that the system hands over: shown at once, or kept until the studio is there. */
function openProject(path: string): void {
  if (window && engineUrl) {
    window.show();
    sendToWindow(window, "host:open-project", path);
  } else {
    pendingProject = path;
  }
}

function guardPermissions(): void {
  session.defaultSession.setPermissionRequestHandler(
    (_contents, permission, answer, details) =>
      answer(
        decidePermission(
          {
            permission,
            requestingUrl: details.requestingUrl,
            isMainFrame: details.isMainFrame,
            ...("mediaTypes" in details && details.mediaTypes
              ? { mediaTypes: details.mediaTypes }
              : {}),
          },
          engineOrigin(),
        ),
      ),
  );
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin, details) =>
      decidePermission(
        {
          permission,
          requestingUrl: requestingOrigin,
          isMainFrame: details.isMainFrame,
          ...(details.mediaType === undefined
            ? {}
            : { mediaTypes: [details.mediaType] }),
        },
        engineOrigin(),
      ),
  );
}

async function start(): Promise<void> {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  pendingProject = projectInArguments(process.argv);
  app.on("second-instance", (_event, argv) => {
    if (window?.isMinimized()) window.restore();
    window?.show();
    const project = projectInArguments(argv);
    if (project !== null) openProject(project);
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    openProject(path);
  });
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  app.on("activate", () => {
    if (window === null) openWindow();
  });
  app.on("before-quit", (event) => {
    if (quitting) return;
    event.preventDefault();
    quitting = true;
    unregister();
    void supervisor.stop().then(() => app.quit());
  });

  const unregister = registerHostCommands(
    () => window,
    (url) => URL.canParse(url) && new URL(url).origin === engineOrigin(),
  );
  // The engine starts while Electron is still getting ready: the first picture is there sooner.
  supervisor.start();
  await app.whenReady();
  app.setAppUserModelId("studio.convolve.desktop");
  guardPermissions();
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate({
        platform: process.platform,
        development: !app.isPackaged,
        send: (command) => {
          if (window) sendToWindow(window, "host:menu-command", command);
        },
        openLogFolder: () => void shell.openPath(app.getPath("logs")),
      }),
    ),
  );
  openWindow();
}

void start();
