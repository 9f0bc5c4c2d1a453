import type { DesktopHostBridge } from "#api/desktop-host.ts";

import type { Host } from "./host.ts";

declare global {
  interface Window {
    convolveHost?: DesktopHostBridge;
  }
}

/** The host inside the desktop window, over what the preload script exposes. */
export function createDesktopHost(bridge: DesktopHostBridge): Host {
  return {
    canPickFolder: true,
    canReadDroppedPaths: true,
    canReveal: true,
    hasSystemMenu: true,
    pickFolder: (options) => bridge.pickFolder(options),
    pathOfDroppedFile: (file) => bridge.pathOfDroppedFile(file) || null,
    revealInFolder: (path) => bridge.revealInFolder(path),
    notify: async (note) => {
      if (document.hidden || !document.hasFocus()) {
        await bridge.notify(note);
      }
    },
    setProgress: (value) => void bridge.setProgress(value),
    keepAwake: (on) => void bridge.keepAwake(on),
    setTheme: (theme) => void bridge.setTheme(theme),
    onMenuCommand: (listener) => bridge.onMenuCommand(listener),
    onNavigate: (listener) => bridge.onNavigate(listener),
    onOpenProject: (listener) => bridge.onOpenProject(listener),
  };
}
