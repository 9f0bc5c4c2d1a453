import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { Recipe } from "#api/recipe.ts";
import type { Run } from "#api/training.ts";
import type { EngineClient } from "#engine/engine.ts";
import {
  jobEnded,
  runReached,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";
import { canListProcesses, childrenOf } from "#test/helpers/processes.ts";

let shapes: ShapesEngine;
let client: EngineClient;
let recipe: Recipe;

beforeAll(async () => {
  shapes = await startShapesEngine({ imagesPerClass: 20, size: 32 });
  ({ client } = shapes);
  const advice = await client.training.advise({ model: "resnet-8", seed: 2 });
  recipe = { ...advice.recipe, epochs: 6 };
});

afterAll(() => shapes.close());

const ended = (jobId: string) => jobEnded(client, jobId);

/** Waits until the run has written this epoch. */
const reached = (runId: string, epoch: number) =>
  runReached(client, runId, epoch, { timeout: 60_000, interval: 20 });

async function statusIs(runId: string, status: Run["status"]): Promise<void> {
  await vi.waitFor(
    async () => {
      expect((await client.training.run({ runId })).status).toBe(status);
    },
    { timeout: 30_000, interval: 20 },
  );
}

describe("training through the engine", { timeout: 240_000 }, () => {
  let whole: Run;

  it("runs to its end and tells of every epoch", async () => {
    const epochs: number[] = [];
    const unsubscribe = shapes.engine.events.subscribe((event) => {
      if (event.type === "epoch") epochs.push(event.metrics.epoch);
    });
    const { jobId, runId } = await client.training.start({ recipe });
    expect(await ended(jobId)).toMatchObject({ status: "finished" });
    unsubscribe();
    whole = await client.training.run({ runId });
    expect(whole).toMatchObject({ status: "finished", epoch: 6, error: null });
    expect(epochs).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("pauses and goes on to the same figures", async () => {
    const { jobId, runId } = await client.training.start({ recipe });
    await reached(runId, 2);
    await client.jobs.pause({ jobId });
    await statusIs(runId, "paused");
    const { epoch } = await client.training.run({ runId });
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect((await client.training.run({ runId })).epoch).toBe(epoch);
    await client.training.resume({ runId });
    await ended(jobId);
    const run = await client.training.run({ runId });
    expect(run.status).toBe("finished");
    expect(run.metrics).toEqual(whole.metrics);
  });

  it("stops early and keeps the best", async () => {
    const { jobId, runId } = await client.training.start({
      recipe: { ...recipe, epochs: 500 },
    });
    await reached(runId, 2);
    await client.jobs.stopAndKeepBest({ jobId });
    await ended(jobId);
    const run = await client.training.run({ runId });
    expect(run.status).toBe("stopped");
    expect(run.metrics.validation).not.toBeNull();
    const { jobId: evaluation } = await client.evaluation.start({
      runId,
      openTestSet: true,
    });
    expect(await ended(evaluation)).toMatchObject({ status: "finished" });
    expect(await client.training.run({ runId })).toMatchObject({
      evaluated: true,
    });
  });

  it.skipIf(!canListProcesses)(
    "survives a crash of its process: a message, then resumed to the same figures",
    async () => {
      const before = new Set(await childrenOf(process.pid));
      const { jobId, runId } = await client.training.start({ recipe });
      await reached(runId, 2);
      const started = await childrenOf(process.pid);
      for (const pid of started.filter((child) => !before.has(child))) {
        process.kill(pid, "SIGKILL");
      }
      const job = await ended(jobId);
      expect(job).toMatchObject({
        status: "failed",
        error: { code: "job/crashed" },
      });
      expect(await client.training.run({ runId })).toMatchObject({
        status: "failed",
        error: { code: "job/crashed" },
      });
      const { jobId: again } = await client.training.resume({ runId });
      await ended(again);
      const run = await client.training.run({ runId });
      expect(run).toMatchObject({ status: "finished", error: null });
      expect(run.metrics).toEqual(whole.metrics);
    },
  );

  it("refuses what makes no sense, in a sentence", async () => {
    await expect(
      client.training.resume({ runId: whole.id }),
    ).rejects.toMatchObject({ data: { code: "run/cannot-resume" } });
    await expect(
      client.training.run({ runId: "nothing" }),
    ).rejects.toMatchObject({ data: { code: "run/unknown" } });
    await expect(
      client.training.start({ recipe: { ...recipe, method: "transfer" } }),
    ).rejects.toMatchObject({
      data: { code: "training/no-pretrained-weights" },
    });
  });

  it("advises of what training would be refused for, in the same words", async () => {
    const { images } = await client.datasets.images({
      filter: {},
      offset: 0,
      limit: 60,
    });
    const { classes } = await client.datasets.summary({});
    const imageIds = images
      .filter(({ classId }) => classId !== classes[0]!.id)
      .map(({ id }) => id);
    await client.datasets.setExcluded({ imageIds, excluded: true });
    const { warnings } = await client.training.advise({ model: "resnet-8" });
    expect(warnings[0]?.code).toBe("dataset/one-class");
    await expect(client.training.start({ recipe })).rejects.toMatchObject({
      message: warnings[0]?.message,
      data: { code: "dataset/one-class" },
    });
    await client.datasets.undo({});
    const advice = await client.training.advise({ model: "resnet-8" });
    expect(advice.warnings.map(({ code }) => code)).not.toContain(
      "dataset/one-class",
    );
  });

  it("takes a run off the list and brings it back", async () => {
    await client.training.renameRun({ runId: whole.id, name: "First" });
    await client.training.deleteRun({ runId: whole.id });
    const ids = async () =>
      (await client.training.runs({})).map(({ id }) => id);
    expect(await ids()).not.toContain(whole.id);
    await client.training.restoreRun({ runId: whole.id });
    expect(await ids()).toContain(whole.id);
    expect((await client.training.run({ runId: whole.id })).name).toBe("First");
  });
});
