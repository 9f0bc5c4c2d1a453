import type { Host } from "./host.ts";

/** The part of the page that this host touches, so that a test can hand in its own. */
export interface BrowserPage {
  readonly document: Pick<Document, "hidden" | "title">;
  readonly wakeLock: {
    request(kind: "screen"): Promise<{ release(): Promise<void> }>;
  } | null;
  /** Null where the browser has no notifications. */
  readonly notifications: {
    permission(): NotificationPermission;
    show(title: string, body: string): void;
  } | null;
}

/** The host in a browser tab: no paths and no native dialogs; the engine's folder browser and uploads stand in. */
export function createBrowserHost(page: BrowserPage = realPage()): Host {
  let lock: Promise<{ release(): Promise<void> } | null> | null = null;
  return {
    canPickFolder: false,
    canReadDroppedPaths: false,
    canReveal: false,
    hasSystemMenu: false,
    pickFolder: async () => null,
    pathOfDroppedFile: () => null,
    revealInFolder: async () => {},
    notify: async (note) => {
      if (
        page.document.hidden &&
        page.notifications?.permission() === "granted"
      ) {
        page.notifications.show(note.title, note.body);
      }
    },
    setProgress: (value) => {
      const title = page.document.title.replace(/^\d+\u00a0% · /, "");
      page.document.title =
        value === null ? title : `${Math.floor(value * 100)}\u00a0% · ${title}`;
    },
    keepAwake: (on) => {
      if (on && lock === null && page.wakeLock !== null) {
        lock = page.wakeLock.request("screen").catch(() => null);
      } else if (!on && lock !== null) {
        const held = lock;
        lock = null;
        void held.then((screen) => screen?.release());
      }
    },
    setTheme: () => {},
    onMenuCommand: () => () => {},
    onNavigate: () => () => {},
    onOpenProject: () => () => {},
  };
}

function realPage(): BrowserPage {
  return {
    document,
    wakeLock: "wakeLock" in navigator ? navigator.wakeLock : null,
    notifications:
      "Notification" in window
        ? {
            permission: () => Notification.permission,
            show: (title, body) => void new Notification(title, { body }),
          }
        : null,
  };
}
