import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { Job } from "#api/jobs.ts";
import {
  createEngine,
  createLocalClient,
  type EngineClient,
} from "#engine/engine.ts";
import { temporaryEngineFolders } from "#test/helpers/engine-folders.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import {
  jobEnded,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";

let shapes: ShapesEngine;
let client: EngineClient;

beforeAll(async () => {
  shapes = await startShapesEngine({ imagesPerClass: 8, size: 32 });
  ({ client } = shapes);
}, 120_000);

afterAll(() => shapes.close());

async function statusIs(jobId: string, status: Job["status"]): Promise<void> {
  await vi.waitFor(
    async () => {
      expect((await client.jobs.get({ jobId })).status).toBe(status);
    },
    { timeout: 60_000, interval: 20 },
  );
}

describe("the instant baseline", { timeout: 120_000 }, () => {
  it("lets training start at once, and starts anew after it", async () => {
    const { jobId: baseline } = await client.training.startBaseline({});
    await statusIs(baseline, "running");
    const { recipe } = await client.training.advise({ model: "resnet-8" });
    const { jobId } = await client.training.start({
      recipe: { ...recipe, epochs: 500 },
    });
    expect((await client.jobs.get({ jobId: baseline })).status).toBe("waiting");
    await statusIs(jobId, "running");
    await client.jobs.cancel({ jobId });
    await statusIs(baseline, "running");
  });

  it("keeps no project from being closed, and none from being opened", async () => {
    const { jobId } = await client.training.startBaseline({});
    await statusIs(jobId, "running");
    await client.projects.close({});
    expect(await client.projects.current({})).toBeNull();
    await client.projects.open({ path: shapes.project });
    await statusIs((await client.training.startBaseline({})).jobId, "running");
    await client.projects.create({ name: "Other" });
    expect((await client.jobs.list({})).map(({ kind }) => kind)).toEqual([]);
  });

  it("starts anew when the project could not be left after all", async () => {
    await client.projects.open({ path: shapes.project });
    const { jobId } = await client.training.startBaseline({});
    await expect(
      client.projects.open({
        path: join(shapes.home.root, "nowhere.convolve"),
      }),
    ).rejects.toMatchObject({ data: { code: "project/not-found" } });
    const again = await client.training.startBaseline({});
    expect(again.jobId).not.toBe(jobId);
    await client.projects.close({});
  });
});

describe("what follows an import", () => {
  it("is known as what nobody asked for", async () => {
    const home = await temporaryEngineFolders();
    const engine = await createEngine({ folders: home.folders });
    try {
      const folder = join(home.root, "shapes");
      const size = { imagesPerClass: 3, size: 16 };
      await generateDataset(folder, { classes: THREE_SHAPES, ...size });
      const local = createLocalClient(engine);
      await local.projects.create({ name: "Followed" });
      const { jobId } = await local.datasets.import({ folder });
      await jobEnded(local, jobId);
      await vi.waitFor(async () => {
        const jobs = await local.jobs.list({});
        expect(jobs.map(({ kind, byItself }) => [kind, byItself])).toEqual([
          ["import", false],
          ["doctor", true],
          ["baseline", true],
        ]);
      });
    } finally {
      await engine.close();
      await home[Symbol.asyncDispose]();
    }
  }, 60_000);
});
