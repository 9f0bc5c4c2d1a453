import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Desktop } from "#test/helpers/desktop.ts";

/** main.ts and preload.ts as bundled, the real engine, a real Chromium; only the `electron` module is a double. */
describe("the desktop shell", () => {
  let home: string;
  let desktop: Desktop;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "convolve-desktop-"));
    desktop = await Desktop.start(home, {
      ELECTRON_DOUBLE_DIALOG_ANSWER: "/pictures/mushrooms",
    });
  });
  afterAll(async () => {
    await desktop.quit();
    rmSync(home, { recursive: true, force: true });
  });

  const callsNamed = (name: string) =>
    desktop.calls
      .filter((call) => call.name === name)
      .map(({ value }) => value);

  it("opens a sandboxed, isolated window", async () => {
    await desktop.page();
    expect(callsNamed("window")).toEqual([
      { contextIsolation: true, sandbox: true, nodeIntegration: false },
    ]);
  });

  it("shows the studio of the engine that it started", async () => {
    const page = await desktop.page();
    await page.waitForSelector("main");
    expect(await page.title()).toContain("Convolve");
    expect(new URL(page.url()).search).not.toContain("code=");
  });

  it("gives the page its commands and nothing of Node or Electron", async () => {
    const page = await desktop.page();
    const seen = await page.evaluate(() => ({
      commands: Object.keys(
        (globalThis as unknown as { convolveHost: object }).convolveHost,
      ).toSorted(),
      node: "require" in globalThis || "process" in globalThis,
    }));
    expect(seen.node).toBe(false);
    expect(seen.commands).toEqual(
      [
        "keepAwake",
        "notify",
        "onMenuCommand",
        "onNavigate",
        "onOpenProject",
        "pathOfDroppedFile",
        "pickFolder",
        "platform",
        "revealInFolder",
        "setProgress",
        "setTheme",
      ].toSorted(),
    );
  });

  it("answers a command with the system's dialog", async () => {
    const page = await desktop.page();
    const picked = await page.evaluate(() =>
      (
        globalThis as unknown as {
          convolveHost: {
            pickFolder(options: object): Promise<string | null>;
          };
        }
      ).convolveHost.pickFolder({
        title: "Pictures",
        startFolder: null,
        purpose: "pictures",
      }),
    );
    expect(picked).toBe("/pictures/mushrooms");
    expect(callsNamed("open-dialog")).toHaveLength(1);
  });

  it("refuses a command with wrong parameters", async () => {
    const page = await desktop.page();
    const message = await page.evaluate(() =>
      (
        globalThis as unknown as {
          convolveHost: { setProgress(value: unknown): Promise<void> };
        }
      ).convolveHost
        .setProgress("all of it")
        .then(
          () => "accepted",
          (error: Error) => error.message,
        ),
    );
    expect(message).not.toBe("accepted");
    expect(callsNamed("progress").filter((value) => value !== -1)).toEqual([]);
  });

  it("lets the machine sleep again when nothing runs", async () => {
    const page = await desktop.page();
    await page.evaluate(async () => {
      const { convolveHost } = globalThis as unknown as {
        convolveHost: { keepAwake(on: boolean): Promise<void> };
      };
      await convolveHost.keepAwake(true);
      await convolveHost.keepAwake(true);
      await convolveHost.keepAwake(false);
    });
    expect(callsNamed("power-save-blocker")).toEqual([
      "prevent-app-suspension",
    ]);
    expect(callsNamed("power-save-blocker-stop")).toHaveLength(1);
  });

  it("takes menu commands to the studio", async () => {
    const page = await desktop.page();
    expect(await desktop.ask({ kind: "menu", path: ["Go", "Settings"] })).toBe(
      true,
    );
    await page.waitForURL("**/settings");
  });

  it("gives the camera to our own page only", async () => {
    const page = await desktop.page();
    const origin = new URL(page.url()).origin;
    const camera = (requestingUrl: string, mediaTypes: readonly string[]) =>
      desktop.ask({
        kind: "permission",
        permission: "media",
        requestingUrl,
        mediaTypes,
      });
    expect(await camera(`${origin}/try`, ["video"])).toBe(true);
    expect(await camera(`${origin}/try`, ["audio"])).toBe(false);
    expect(await camera("https://example.com/", ["video"])).toBe(false);
  });

  it("opens papers in the browser and stays where it is", async () => {
    const page = await desktop.page();
    const before = page.url();
    await page.evaluate(() => {
      const link = document.createElement("a");
      link.href = "https://arxiv.org/abs/1801.04381";
      link.textContent = "paper";
      document.body.append(link);
      link.click();
      link.remove();
    });
    await expect
      .poll(() => callsNamed("open-external"))
      .toEqual(["https://arxiv.org/abs/1801.04381"]);
    expect(page.url()).toBe(before);
  });

  it("comes to the front when it is started a second time", async () => {
    await desktop.ask({ kind: "second-instance", argv: ["convolve"] });
    await expect.poll(() => callsNamed("show").length).toBeGreaterThan(1);
  });

  it("leaves no process behind when it quits", async () => {
    const page = await desktop.page();
    const origin = new URL(page.url()).origin;
    expect(await desktop.quit()).toBe(0);
    await expect(fetch(origin)).rejects.toThrow(/fetch failed/);
  });
});

describe("a second start", () => {
  it("ends at once, because there is one window only", async () => {
    const home = mkdtempSync(join(tmpdir(), "convolve-desktop-"));
    const second = await Desktop.start(home, { ELECTRON_DOUBLE_SECOND: "1" });
    await second.ended();
    expect(second.calls.some(({ name }) => name === "window")).toBe(false);
    rmSync(home, { recursive: true, force: true });
  });
});
