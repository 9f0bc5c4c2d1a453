import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import {
  jobEnded,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";
import { pictureOf } from "#test/helpers/picture-folder.ts";

describe("a watched folder", () => {
  let shapes: ShapesEngine;
  let folder = "";
  let rootId = 0;

  beforeAll(async () => {
    shapes = await startShapesEngine({ imagesPerClass: 4, size: 16 });
    const [root] = (await shapes.client.datasets.summary({})).roots;
    ({ path: folder, id: rootId } = root!);
  });
  afterAll(() => shapes.close());

  const watched = async () => {
    const [only] = await shapes.client.watchedFolders.list({});
    return only!;
  };
  const expectCount = (count: number) =>
    vi.waitFor(
      async () => {
        const { imageCount } = await shapes.client.datasets.summary({});
        expect(imageCount).toBe(count);
      },
      { timeout: 30_000, interval: 100 },
    );

  it("takes in what is put into it, in its class", async () => {
    expect(await watched()).toMatchObject({ watched: false, state: null });
    await shapes.client.watchedFolders.set({ rootId, watched: true });
    await vi.waitFor(async () =>
      expect(await watched()).toMatchObject({ state: "watching" }),
    );
    mkdirSync(join(folder, "star"));
    writeFileSync(join(folder, "star/1.png"), pictureOf(1));
    await expectCount(13);
    const { classes } = await shapes.client.datasets.summary({});
    expect(classes.find(({ name }) => name === "star")?.count).toBe(1);
    const imports = (await shapes.client.jobs.list({})).filter(
      ({ kind }) => kind === "import",
    );
    expect(imports[0]).toMatchObject({ byItself: false });
    expect(imports.at(-1)).toMatchObject({ byItself: true });
  });

  it("finds a renamed file again, and keeps one that goes as missing", async () => {
    renameSync(join(folder, "star/1.png"), join(folder, "star/renamed.png"));
    await vi.waitFor(
      async () => {
        const filter = { search: "renamed" };
        const found = { filter, offset: 0, limit: 1 };
        const { total } = await shapes.client.datasets.images(found);
        expect(total).toBe(1);
      },
      { timeout: 30_000, interval: 100 },
    );
    await expectCount(13);
    rmSync(join(folder, "star/renamed.png"));
    await vi.waitFor(
      async () => expect(await watched()).toMatchObject({ missing: 1 }),
      { timeout: 30_000, interval: 100 },
    );
    await expectCount(13);
  });

  it("goes on after a restart, with what came meanwhile", async () => {
    await vi.waitFor(
      async () => {
        const jobs = await shapes.client.jobs.list({});
        expect(jobs.filter((job) => job.finishedAt === null)).toEqual([]);
      },
      { timeout: 30_000, interval: 100 },
    );
    await shapes.client.projects.close({});
    writeFileSync(join(folder, "star/2.png"), pictureOf(2));
    await shapes.client.projects.open({ path: shapes.project });
    await expectCount(14);
    expect(await watched()).toMatchObject({ watched: true });
  });

  it("is read as it was imported", async () => {
    const nested = join(folder, "..", "nested");
    for (const [place, number] of [
      ["farm/cow/1.png", 11],
      ["farm/pig/2.png", 12],
      ["forest/fox/3.png", 13],
      ["forest/owl/4.png", 14],
    ] as const) {
      mkdirSync(join(nested, place, ".."), { recursive: true });
      writeFileSync(join(nested, place), pictureOf(number));
    }
    const { jobId } = await shapes.client.datasets.import({
      folder: nested,
      classesFrom: "leaf",
    });
    await jobEnded(shapes.client, jobId);
    await expectCount(18);
    const roots = await shapes.client.watchedFolders.list({});
    const root = roots.find(({ path }) => path.endsWith("nested"))!;
    await shapes.client.watchedFolders.set({ ...root, watched: true });
    writeFileSync(join(nested, "farm/cow/5.png"), pictureOf(15));
    await expectCount(19);
    const { classes } = await shapes.client.datasets.summary({});
    expect(classes.find(({ name }) => name === "cow")?.count).toBe(2);
    await shapes.client.watchedFolders.set({ ...root, watched: false });
  });

  it("that vanishes is a message; one that is no longer watched is left alone", async () => {
    await shapes.client.watchedFolders.set({ rootId, watched: false });
    writeFileSync(join(folder, "star/3.png"), pictureOf(3));
    renameSync(folder, `${folder}-away`);
    await shapes.client.watchedFolders.set({ rootId, watched: true });
    await vi.waitFor(async () =>
      expect(await watched()).toMatchObject({
        state: "unreachable",
        message: expect.stringContaining("nothing is there"),
      }),
    );
    await expectCount(19);
    await expect(
      shapes.client.watchedFolders.set({ rootId: 99, watched: true }),
    ).rejects.toMatchObject({ data: { code: "dataset/no-such-root" } });
  });
});
