import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  createEngine,
  createLocalClient,
  type Engine,
  type EngineClient,
} from "#engine/engine.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import { jobEnded } from "#test/helpers/shapes-engine.ts";

let home: EngineFolders;
let engine: Engine;
let client: EngineClient;

async function finished(jobId: string): Promise<void> {
  const job = await jobEnded(client, jobId);
  expect(job.error).toBeNull();
  expect(job.status).toBe("finished");
}

beforeAll(async () => {
  home = await temporaryEngineFolders();
  engine = await createEngine({ folders: home.folders, startsBaseline: false });
  client = createLocalClient(engine);
});

afterAll(async () => {
  await engine.close();
  await home[Symbol.asyncDispose]();
});

describe("the sample set of digits", () => {
  it("is drawn, imported, and read by LeNet-5 after a few epochs", async () => {
    const sample = await client.projects.createSample({ pictures: "digits" });
    await finished(sample.jobId);
    expect(sample.project.name).toBe("Digits");
    const { imageCount, classes } = await client.datasets.summary({});
    expect(imageCount).toBe(2000);
    expect(classes.map(({ name }) => name).join("")).toBe("0123456789");
    const { recipe } = await client.training.advise({
      model: "lenet-5",
      epochs: 3,
      batchSize: 16,
    });
    const { jobId, runId } = await client.training.start({ recipe });
    await finished(jobId);
    const { jobId: evaluating } = await client.evaluation.start({ runId });
    await finished(evaluating);
    const evaluation = await client.evaluation.get({ runId });
    expect(evaluation!.accuracy.value).toBeGreaterThan(0.9);
  }, 120_000);
});
