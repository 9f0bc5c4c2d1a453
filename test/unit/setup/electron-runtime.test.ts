import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  type ElectronPlace,
  findElectron,
} from "#engine/setup/electron-runtime.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "convolve-electron-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function place(change: Partial<ElectronPlace> = {}): ElectronPlace & {
  fetches: number;
} {
  const made = {
    fetches: 0,
    platform: "linux" as NodeJS.Platform,
    environment: { DISPLAY: ":0" },
    fetch: () => {
      made.fetches += 1;
      return Promise.resolve(false);
    },
    now: Date.now,
    ...change,
  };
  return made;
}

function installPackage(withRuntime: boolean): string {
  const folder = join(root, "node_modules", "electron");
  mkdirSync(join(folder, "dist"), { recursive: true });
  if (withRuntime) {
    writeFileSync(join(folder, "path.txt"), "electron");
    writeFileSync(join(folder, "dist", "electron"), "");
  }
  return join(folder, "dist", "electron");
}

describe("findElectron", () => {
  it("finds the installed runtime", async () => {
    const path = installPackage(true);
    expect(await findElectron(root, place())).toEqual({ path });
  });

  it("does not try where there is no display", async () => {
    installPackage(false);
    const bare = place({ environment: {} });
    const found = await findElectron(root, bare);
    expect(found).toMatchObject({
      path: null,
      reason: expect.stringContaining("no display") as string,
    });
    expect(bare.fetches).toBe(0);
  });

  it("fetches a missing runtime once and remembers a failure for a day", async () => {
    installPackage(false);
    const offline = place();
    expect((await findElectron(root, offline)).path).toBeNull();
    expect((await findElectron(root, offline)).path).toBeNull();
    expect(offline.fetches).toBe(1);

    const tomorrow = place({ now: () => Date.now() + 25 * 60 * 60 * 1000 });
    expect((await findElectron(root, tomorrow)).path).toBeNull();
    expect(tomorrow.fetches).toBe(1);
  });

  it("uses a runtime that came", async () => {
    installPackage(false);
    const online = place({
      fetch: () => {
        installPackage(true);
        return Promise.resolve(true);
      },
    });
    expect((await findElectron(root, online)).path).toContain("electron");
  });

  it("serves a browser where that is asked for", async () => {
    installPackage(true);
    const asked = place({
      environment: { DISPLAY: ":0", CONVOLVE_HOST: "browser" },
    });
    expect((await findElectron(root, asked)).path).toBeNull();
  });
});
