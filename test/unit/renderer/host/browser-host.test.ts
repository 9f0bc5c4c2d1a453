import { describe, expect, it } from "vitest";

import type { BrowserPage } from "#renderer/host/browser-host.ts";
import { createBrowserHost } from "#renderer/host/browser-host.ts";

function pageThat(given: Partial<BrowserPage>): BrowserPage {
  return {
    document: { hidden: false, title: "Convolve" },
    wakeLock: null,
    notifications: null,
    ...given,
  };
}

describe("createBrowserHost", () => {
  it("has no paths and no native dialogs", async () => {
    const host = createBrowserHost(pageThat({}));
    expect(host.canPickFolder).toBe(false);
    expect(host.canReadDroppedPaths).toBe(false);
    expect(host.pathOfDroppedFile(new File([], "a.png"))).toBeNull();
    await expect(
      host.pickFolder({ title: "", startFolder: null, purpose: "pictures" }),
    ).resolves.toBeNull();
  });

  it("shows progress in the title and takes it away again", () => {
    const page = pageThat({});
    const host = createBrowserHost(page);
    host.setProgress(0.379);
    expect(page.document.title).toBe("37\u00a0% · Convolve");
    host.setProgress(null);
    expect(page.document.title).toBe("Convolve");
  });

  it("notifies only when the page is hidden and it may", async () => {
    const shown: string[] = [];
    const notifications = {
      permission: () => "granted" as const,
      show: (title: string) => void shown.push(title),
    };
    const note = { title: "Done", body: "", path: null };
    await createBrowserHost(pageThat({ notifications })).notify(note);
    expect(shown).toEqual([]);
    const document = { hidden: true, title: "Convolve" };
    await createBrowserHost(pageThat({ document, notifications })).notify(note);
    expect(shown).toEqual(["Done"]);
  });

  it("holds one screen lock while jobs run, and gives it back", async () => {
    const log: string[] = [];
    const host = createBrowserHost(
      pageThat({
        wakeLock: {
          request: async () => {
            log.push("held");
            return { release: async () => void log.push("given back") };
          },
        },
      }),
    );
    host.keepAwake(true);
    host.keepAwake(true);
    host.keepAwake(false);
    host.keepAwake(false);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(log).toEqual(["held", "given back"]);
  });
});
