import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { appFolders } from "#engine/storage/app-folders.ts";
import {
  cacheInfo,
  clearCache,
  defaultBudgetBytes,
  makeRoom,
} from "#engine/storage/cache-budget.ts";
import { projectPaths, runPaths } from "#engine/storage/project-paths.ts";
import {
  listRecentProjects,
  rememberProject,
} from "#engine/storage/recent-projects.ts";
import { readHistory } from "#engine/storage/run-files.ts";
import { readSettings, updateSettings } from "#engine/storage/settings.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("readHistory", () => {
  it("passes over a line that a killed program left unfinished", async () => {
    const project = await temporaryFolder();
    const { directory, history } = runPaths(project, "r1");
    await mkdir(directory, { recursive: true });
    await writeFile(history, '{"epoch":1}\n{"epoch":2,"lo\n{"epoch":3}\n{"ep');
    expect(await readHistory(project, "r1")).toEqual([
      { epoch: 1 },
      { epoch: 3 },
    ]);
  });

  it("is empty for a run that wrote none", async () => {
    expect(await readHistory(await temporaryFolder(), "r1")).toEqual([]);
  });
});

describe("cache budget", () => {
  it("is by default the smaller of 20 GB and a fifth of the disk that is free without the cache", () => {
    expect(defaultBudgetBytes(1e12, 0)).toBe(20e9);
    expect(defaultBudgetBytes(40e9, 10e9)).toBe(10e9);
  });

  /** Sets a, b, c of 1,000 bytes each, used in this order, and a thumbnail. */
  async function projectWithCache() {
    const project = await temporaryFolder();
    const { pixels, thumbnails } = projectPaths(project);
    await mkdir(thumbnails, { recursive: true });
    await writeFile(join(thumbnails, "1.shard"), Buffer.alloc(1000));
    const sets = ["a", "b", "c"].map((name) => join(pixels, name));
    for (const [index, set] of sets.entries()) {
      await mkdir(set, { recursive: true });
      await writeFile(join(set, "1.shard"), Buffer.alloc(1000));
      const used = new Date(1e12 + index * 1000);
      await utimes(join(set, "1.shard"), used, used);
      await utimes(set, used, used);
    }
    return { project, pixels, thumbnails, sets };
  }

  it("makes room by deleting whole sets that were used longest ago, never the one that is wanted", async () => {
    const { project, pixels, thumbnails, sets } = await projectWithCache();
    const keep = sets[0] ?? "";
    expect(await makeRoom(project, 1500, 4000, { keep })).toBe(true);
    expect(await readdir(pixels)).toEqual(["a"]);
    expect(await readdir(thumbnails)).toHaveLength(1);
  });

  it("takes a set that was kept before as used", async () => {
    const { project, pixels, sets } = await projectWithCache();
    await makeRoom(project, 0, 4000, { keep: sets[0] ?? "" });
    expect(await makeRoom(project, 1500, 4000)).toBe(true);
    expect(await readdir(pixels)).toEqual(["a"]);
  });

  it("deletes nothing while there is room, and says when the budget is too small", async () => {
    const { project, pixels } = await projectWithCache();
    expect(await makeRoom(project, 500, 4500)).toBe(true);
    expect(await readdir(pixels)).toHaveLength(3);
    expect(await makeRoom(project, 5000, 3000)).toBe(false);
  });

  it("counts what is there and clears it", async () => {
    const { project } = await projectWithCache();
    const before = await cacheInfo(project, null);
    expect(before.usedBytes).toBe(4000);
    expect(before.budgetBytes).toBeLessThanOrEqual(20e9);
    expect(before.freeDiskBytes).toBeGreaterThan(0);
    await clearCache(project);
    expect((await cacheInfo(project, 5)).usedBytes).toBe(0);
    expect((await stat(projectPaths(project).cache)).isDirectory()).toBe(true);
  });
});

describe("the user's own files", () => {
  it("lie below CONVOLVE_HOME where that is set", () => {
    expect(appFolders({ CONVOLVE_HOME: "/home/x" }).config).toBe(
      join("/home/x", "config"),
    );
    expect(appFolders({}).config).toContain("Convolve");
  });

  it("remember projects newest first, once each, and say which are gone", async () => {
    const folder = await temporaryFolder();
    const project = join(folder, "a.convolve");
    await mkdir(project);
    await writeFile(projectPaths(project).manifest, "{}");
    await rememberProject({ name: "A", path: project }, folder);
    await rememberProject({ name: "B", path: "/gone" }, folder);
    await rememberProject({ name: "A2", path: project }, folder);
    const list = await listRecentProjects(folder);
    expect(list.map(({ name, exists }) => [name, exists])).toEqual([
      ["A2", true],
      ["B", false],
    ]);
  });

  it("give defaults when they are damaged, and keep other settings on a change", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "settings.json"), "{ half");
    await writeFile(join(folder, "recent-projects.json"), "{ half");
    expect((await readSettings(folder)).theme).toBe("system");
    expect(await listRecentProjects(folder)).toEqual([]);
    await updateSettings({ threads: 2 }, folder);
    await updateSettings({ theme: "dark" }, folder);
    expect(await readSettings(folder)).toEqual({
      theme: "dark",
      cacheBudgetBytes: null,
      threads: 2,
      device: "automatic",
      proxy: null,
      mirror: null,
    });
  });
});
