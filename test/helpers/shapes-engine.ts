import { join } from "node:path";
import { expect, vi } from "vitest";
import type { Job } from "#api/jobs.ts";
import {
  createEngine,
  createLocalClient,
  type Engine,
  type EngineClient,
} from "#engine/engine.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "./engine-folders.ts";
import { generateDataset, THREE_SHAPES } from "./generated-dataset.ts";

/** An engine in this process, with one project of three drawn shapes; nothing is computed on its own. */
export interface ShapesEngine {
  readonly home: EngineFolders;
  readonly engine: Engine;
  readonly client: EngineClient;
  /** The project's folder. */
  readonly project: string;
  close(): Promise<void>;
}

/** @param options.size pixels */
export async function startShapesEngine(options: {
  readonly imagesPerClass: number;
  readonly size: number;
}): Promise<ShapesEngine> {
  const home = await temporaryEngineFolders();
  const pictures = join(home.root, "shapes");
  await generateDataset(pictures, { classes: THREE_SHAPES, ...options });
  const engine = await createEngine({
    folders: home.folders,
    startsBaseline: false,
  });
  const client = createLocalClient(engine);
  const project = (await client.projects.create({ name: "Shapes" })).path;
  const { jobId } = await client.datasets.import({ folder: pictures });
  const { status } = await jobEnded(client, jobId);
  expect(status).toBe("finished");
  return {
    home,
    engine,
    client,
    project,
    close: async () => {
      await engine.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** Waits until a job has ended, well or not. */
export async function jobEnded(
  client: EngineClient,
  jobId: string,
): Promise<Job> {
  await vi.waitFor(
    async () => {
      const { finishedAt } = await client.jobs.get({ jobId });
      expect(finishedAt).not.toBeNull();
    },
    { timeout: 120_000, interval: 50 },
  );
  return client.jobs.get({ jobId });
}

/** Waits until a run has written this epoch. */
export async function runReached(
  client: EngineClient,
  runId: string,
  epoch: number,
  options: { readonly timeout: number; readonly interval: number },
): Promise<void> {
  await vi.waitFor(async () => {
    const run = await client.training.run({ runId });
    expect(run.epoch).toBeGreaterThanOrEqual(epoch);
  }, options);
}
