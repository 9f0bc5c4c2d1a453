import { contextBridge, ipcRenderer, webUtils } from "electron";

import type {
  DesktopChannel,
  DesktopCommands,
  DesktopHostBridge,
  DesktopMessages,
} from "#api/desktop-host.ts";

/** Runs in the sandbox before the page: gives it these few commands and nothing else. */

function invoke<Channel extends DesktopChannel>(
  channel: Channel,
  parameters: DesktopCommands[Channel]["parameters"],
): Promise<DesktopCommands[Channel]["result"]> {
  return ipcRenderer.invoke(channel, parameters);
}

function listen<Channel extends keyof DesktopMessages>(
  channel: Channel,
  listener: (message: DesktopMessages[Channel]) => void,
): () => void {
  const handler = (_event: unknown, message: DesktopMessages[Channel]) =>
    listener(message);
  ipcRenderer.on(channel, handler);
  return () => ipcRenderer.off(channel, handler);
}

const bridge: DesktopHostBridge = {
  platform: process.platform as DesktopHostBridge["platform"],
  pickFolder: (options) => invoke("host:pick-folder", options),
  pathOfDroppedFile: (file) => webUtils.getPathForFile(file),
  revealInFolder: (path) => invoke("host:reveal-in-folder", { path }),
  notify: (note) => invoke("host:notify", note),
  setProgress: (value) => invoke("host:set-progress", { value }),
  keepAwake: (on) => invoke("host:keep-awake", { on }),
  setTheme: (theme) => invoke("host:theme", { theme }),
  onMenuCommand: (listener) => listen("host:menu-command", listener),
  onNavigate: (listener) => listen("host:navigate", listener),
  onOpenProject: (listener) => listen("host:open-project", listener),
};

contextBridge.exposeInMainWorld("convolveHost", bridge);
