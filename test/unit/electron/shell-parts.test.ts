import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { MenuCommandSchema } from "#api/desktop-host.ts";
import { engineCommand } from "#electron/engine-command.ts";
import { failurePageUrl } from "#electron/failure-page.ts";
import { menuTemplate } from "#electron/menu.ts";
import {
  DEFAULT_WINDOW,
  placeOnScreens,
  readWindowState,
  writeWindowState,
} from "#electron/window-state.ts";

describe("menuTemplate", () => {
  const lines = (platform: NodeJS.Platform) => {
    const sent: string[] = [];
    const template = menuTemplate({
      platform,
      development: false,
      send: (command) => sent.push(command),
      openLogFolder: () => sent.push("log"),
    });
    const items = template.flatMap(({ submenu }) =>
      Array.isArray(submenu) ? submenu : [],
    );
    for (const item of items) {
      item.click?.(undefined as never, undefined as never, undefined as never);
    }
    return { template, items, sent };
  };

  it("sends every command that the studio knows", () => {
    const { sent } = lines("linux");
    expect(new Set(sent)).toEqual(
      new Set([...MenuCommandSchema.options, "log"]),
    );
  });

  it("leaves the keys to the page, which acts on them itself", () => {
    const { items } = lines("win32");
    const withKeys = items.filter(({ accelerator }) => accelerator);
    expect(withKeys.length).toBeGreaterThan(10);
    expect(withKeys.every((item) => item.registerAccelerator === false)).toBe(
      true,
    );
  });

  it("has the application menu on macOS only", () => {
    expect(lines("darwin").template[0]?.role).toBe("appMenu");
    expect(lines("linux").template.some(({ role }) => role === "appMenu")).toBe(
      false,
    );
  });

  it("shows developer tools only in development", () => {
    const roles = lines("linux").items.map(({ role }) => role);
    expect(roles).not.toContain("toggleDevTools");
  });
});

describe("engineCommand", () => {
  it("runs the staged engine with its own Node when packaged", () => {
    const command = engineCommand(true, "/app/resources", "/x", {}, "linux");
    expect(command.node).toBe("/app/resources/engine/runtime/node");
    expect(command.parameters).toEqual([
      "/app/resources/engine/src/cli/main.ts",
      "serve",
      "--json",
    ]);
  });

  it("runs the checkout on the Node that the set-up names", () => {
    const environment = { CONVOLVE_NODE: process.execPath };
    const command = engineCommand(false, "", "/repo", environment, "linux");
    expect(command.node).toBe(process.execPath);
    expect(command.folder).toBe("/repo");
  });

  it("says what to do when no Node was named", () => {
    expect(() => engineCommand(false, "", "/repo", {}, "linux")).toThrow(
      /CONVOLVE_NODE.*npm start/,
    );
  });
});

describe("window state", () => {
  it("is remembered, and anything odd becomes the default", () => {
    const folder = mkdtempSync(join(tmpdir(), "convolve-window-"));
    const path = join(folder, "deep", "window.json");
    expect(readWindowState(path)).toEqual(DEFAULT_WINDOW);
    const state = { x: 5, y: 6, width: 1000, height: 700, maximized: true };
    writeWindowState(path, state);
    expect(readWindowState(path)).toEqual(state);
    writeFileSync(path, '{"width": 3, "height": "tall"}');
    expect(readWindowState(path)).toEqual(DEFAULT_WINDOW);
    rmSync(folder, { recursive: true });
  });

  it("loses its position when the screen it was on is gone", () => {
    const state = {
      x: 3000,
      y: 10,
      width: 1000,
      height: 700,
      maximized: false,
    };
    const laptop = { x: 0, y: 0, width: 1440, height: 900 };
    const second = { x: 1440, y: 0, width: 2560, height: 1440 };
    expect(placeOnScreens(state, [laptop, second])).toEqual(state);
    expect(placeOnScreens(state, [laptop])).toEqual({
      width: 1000,
      height: 700,
      maximized: false,
    });
  });
});

describe("failurePageUrl", () => {
  it("shows the log as text, never as markup", () => {
    const url = failurePageUrl("It ended.", ["<script>alert(1)</script>"]);
    const page = decodeURIComponent(url.slice(url.indexOf(",") + 1));
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toContain("<script>");
    expect(page).toContain("convolve-shell:restart-engine");
  });
});
