import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Recipe } from "#api/recipe.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { publishedOutline } from "#engine/jobs/published-backbone.ts";
import {
  fileNameOf,
  weightsById,
} from "#engine/models/downloads/weights-manifest.ts";
import { writeSafetensors } from "#engine/models/weights/safetensors.ts";
import { serveFile } from "#test/helpers/file-server.ts";
import {
  jobEnded,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";

const ID = "mobilenet-v2-0.35-96";
const WEIGHTS = weightsById(ID);
/** Weights that fit and see; that they learned nothing makes no difference to the way that they take. */
const CONTENT = Buffer.from(
  writeSafetensors(initializeWeights(publishedOutline(WEIGHTS).graph, 7)),
);
const WISH = { model: "mobilenet-v2", width: 0.35, inputSize: 64 };

let shapes: ShapesEngine;
let client: ShapesEngine["client"];
let recipe: Recipe;

beforeAll(async () => {
  shapes = await startShapesEngine({ imagesPerClass: 8, size: 32 });
  ({ client } = shapes);
});

afterAll(() => shapes.close());

async function stateOf(id: string) {
  return (await client.weights.list({})).find((entry) => entry.id === id);
}

describe("published weights through the engine", { timeout: 120_000 }, () => {
  it("are on the pretrained shelf, and training by transfer says that they are to be fetched", async () => {
    const models = await client.models.list({});
    const listed = models.find(({ id }) => id === WISH.model);
    expect(listed).toMatchObject({
      shelf: "pretrained",
      accuracy: { top1: 0.713, top5: 0.901 },
      weightsState: "to-download",
      weightsBytes: null,
      licence: "Apache-2.0",
    });
    expect(models.find(({ id }) => id === "lenet-5")).toMatchObject({
      shelf: "classic",
      accuracy: null,
      weightsState: null,
    });
    const advice = await client.training.advise(WISH);
    expect(advice.recipe.method).toBe("transfer");
    expect(advice.warnings).toContainEqual({
      code: "models/weights-not-here",
      message: expect.stringMatching(
        /convolve weights download mobilenet-v2-0.35-96.*convolve weights import/,
      ),
    });
    recipe = { ...advice.recipe, epochs: 3, variants: 1 };
    await expect(client.training.start({ recipe })).rejects.toMatchObject({
      data: { code: "models/weights-not-here" },
    });
  });

  it("can be passed by: the same network from scratch", async () => {
    const advice = await client.training.advise({ ...WISH, method: "scratch" });
    expect(advice.recipe.method).toBe("scratch");
    expect(advice.warnings.map(({ code }) => code)).not.toContain(
      "models/weights-not-here",
    );
  });

  it("are downloaded by a job with progress, go on after a cut-off, and are here", async () => {
    const server = await serveFile(CONTENT, { cutAfter: 700_000 });
    await client.system.updateSettings({ mirror: server.origin });
    const phases = new Set<string>();
    const stop = shapes.engine.events.subscribe((event) => {
      if (event.type === "job") phases.add(event.job.phase);
    });
    const { jobId } = await client.weights.download(WISH_ID);
    expect(await client.weights.download(WISH_ID)).toEqual({ jobId });
    expect((await stateOf(ID))?.state).toBe("downloading");
    const job = await jobEnded(client, jobId);
    stop();
    expect(job).toMatchObject({ status: "finished", kind: "download" });
    expect(job.result).toMatchObject({
      id: ID,
      bytes: CONTENT.length,
      checkedBy: "shapes-and-answers",
    });
    expect([...phases].join()).toContain("Downloading from 127.0.0.1");
    expect(server.paths[0]).toBe(new URL(WEIGHTS.body.url).pathname);
    expect(server.ranges.at(-1)).toMatch(/^bytes=[1-9]/);
    expect(await stateOf(ID)).toMatchObject({
      state: "here",
      bytes: CONTENT.length,
    });
  });

  it("are trained on by transfer, and evaluated", async () => {
    const { warnings } = await client.training.advise(WISH);
    expect(warnings.map(({ code }) => code)).not.toContain(
      "models/weights-not-here",
    );
    const { jobId, runId } = await client.training.start({ recipe });
    expect(await jobEnded(client, jobId)).toMatchObject({
      status: "finished",
      error: null,
    });
    expect(await client.training.run({ runId })).toMatchObject({
      status: "finished",
      modelName: "MobileNetV2 0.35",
    });
    const { jobId: evaluation } = await client.evaluation.start({
      runId,
      openTestSet: true,
    });
    expect(await jobEnded(client, evaluation)).toMatchObject({
      status: "finished",
    });
  });

  it("are refused once they have changed on the disk", async () => {
    const path = join(
      shapes.home.folders.cache,
      "weights",
      fileNameOf(WEIGHTS, "body"),
    );
    const changed = Buffer.from(CONTENT);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    await writeFile(path, changed);
    const { jobId } = await client.training.start({ recipe });
    expect(await jobEnded(client, jobId)).toMatchObject({
      status: "failed",
      error: { code: "models/weights-changed" },
    });
  });

  it("are removed, and imported from the file itself", async () => {
    await client.weights.remove({ id: ID });
    expect((await stateOf(ID))?.state).toBe("to-download");
    await expect(client.weights.remove({ id: ID })).rejects.toMatchObject({
      data: { code: "models/weights-not-here" },
    });
    const path = join(shapes.home.root, fileNameOf(WEIGHTS, "body"));
    await writeFile(path, CONTENT);
    const { jobId } = await client.weights.import({ path });
    expect(await jobEnded(client, jobId)).toMatchObject({ status: "finished" });
    expect((await stateOf(ID))?.state).toBe("here");
  });

  it("that are cut off and cancelled are begun, and leave no other trace", async () => {
    const other = weightsById("mobilenet-v2-0.35-128");
    const server = await serveFile(CONTENT, { pauseMs: 30 });
    await client.system.updateSettings({ mirror: server.origin });
    const { jobId } = await client.weights.download({ id: other.id });
    await expect
      .poll(async () => (await client.jobs.get({ jobId })).done, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0.1);
    await client.jobs.cancel({ jobId });
    expect(await jobEnded(client, jobId)).toMatchObject({
      status: "cancelled",
    });
    expect((await stateOf(other.id))?.state).toBe("begun");
    await client.weights.remove({ id: other.id });
    expect((await stateOf(other.id))?.state).toBe("to-download");
  });
});

const WISH_ID = { id: WISH.model, width: WISH.width, inputSize: 90 };
