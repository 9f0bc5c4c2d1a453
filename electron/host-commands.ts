import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  shell,
} from "electron";
import { z } from "zod";

import {
  type DesktopChannel,
  type DesktopCommands,
  type DesktopMessages,
  PickFolderOptionsSchema,
  SystemNoteSchema,
} from "#api/desktop-host.ts";

/** Parameters are checked here, at the border: the page is ours, but it shows other people's pictures. */
const SCHEMAS = {
  "host:pick-folder": PickFolderOptionsSchema,
  "host:reveal-in-folder": z.object({ path: z.string().min(1) }),
  "host:notify": SystemNoteSchema,
  "host:set-progress": z.object({ value: z.number().min(0).max(1).nullable() }),
  "host:keep-awake": z.object({ on: z.boolean() }),
  "host:theme": z.object({ theme: z.enum(["system", "light", "dark"]) }),
} satisfies Record<DesktopChannel, z.ZodType>;

type Handlers = {
  [Channel in DesktopChannel]: (
    parameters: DesktopCommands[Channel]["parameters"],
  ) =>
    | DesktopCommands[Channel]["result"]
    | Promise<DesktopCommands[Channel]["result"]>;
};

/**
 * Answers the commands of the preload bridge.
 * @param window the window that is there now, or null
 * @param isTrusted whether a frame's URL is the studio's own
 * @returns takes every handler away and lets the machine sleep again
 */
export function registerHostCommands(
  window: () => BrowserWindow | null,
  isTrusted: (url: string) => boolean,
): () => void {
  let blocker: number | null = null;

  const keepAwake = (on: boolean) => {
    if (on && blocker === null) {
      blocker = powerSaveBlocker.start("prevent-app-suspension");
    } else if (!on && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };

  const handlers: Handlers = {
    "host:pick-folder": async (options) => {
      const parent = window();
      const settings = {
        title: options.title,
        defaultPath: options.startFolder ?? app.getPath("home"),
        properties: ["openDirectory" as const, "createDirectory" as const],
      };
      const answer = parent
        ? await dialog.showOpenDialog(parent, settings)
        : await dialog.showOpenDialog(settings);
      return answer.canceled ? null : (answer.filePaths[0] ?? null);
    },
    "host:reveal-in-folder": ({ path }) => shell.showItemInFolder(path),
    "host:notify": (note) => {
      if (!Notification.isSupported()) return;
      const notification = new Notification({
        title: note.title,
        body: note.body,
      });
      notification.on("click", () => {
        const target = window();
        target?.show();
        if (note.path !== null && target) {
          sendToWindow(target, "host:navigate", note.path);
        }
      });
      notification.show();
    },
    // -1 takes Electron's bar away.
    "host:set-progress": ({ value }) => window()?.setProgressBar(value ?? -1),
    "host:keep-awake": ({ on }) => keepAwake(on),
    "host:theme": ({ theme }) => {
      nativeTheme.themeSource = theme;
    },
  };

  for (const channel of Object.keys(handlers) as DesktopChannel[]) {
    ipcMain.handle(channel, async (event, parameters: unknown) => {
      const url = event.senderFrame?.url ?? "";
      if (!isTrusted(url)) {
        throw new Error(`${channel} is for the studio's own page only.`);
      }
      const checked = SCHEMAS[channel].parse(parameters);
      return (handlers[channel] as (value: unknown) => unknown)(checked);
    });
  }
  return () => {
    for (const channel of Object.keys(handlers)) ipcMain.removeHandler(channel);
    keepAwake(false);
  };
}

export function sendToWindow<Channel extends keyof DesktopMessages>(
  window: BrowserWindow,
  channel: Channel,
  message: DesktopMessages[Channel],
): void {
  window.webContents.send(channel, message);
}
