import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DesignDocument } from "#api/designs.ts";
import { patternDesign, USUAL_PATTERN } from "#engine/graph/design/pattern.ts";
import { readRunConfig, readTrainedRun } from "#engine/training/run-files.ts";
import {
  jobEnded,
  runReached,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";

/** A network of one's own through the engine: kept, listed, advised, trained on three classes, opened by Keras's configuration. */
describe("designs in the engine", () => {
  let shapes: ShapesEngine;
  const design = JSON.parse(
    JSON.stringify(
      patternDesign(
        {
          ...USUAL_PATTERN,
          inputShape: [24, 32, 3],
          blocks: 2,
          filters: 4,
          units: 8,
        },
        "Small eyes",
      ),
    ),
  ) as DesignDocument;

  beforeAll(async () => {
    shapes = await startShapesEngine({ imagesPerClass: 6, size: 32 });
  });
  afterAll(() => shapes.close());

  it("keeps a design by its name, another of the same name beside it, and replaces one by its id", async () => {
    const { designs } = shapes.client;
    const first = await designs.save({ design });
    const second = await designs.save({ design });
    expect([first.id, second.id]).toEqual([
      "design-small-eyes",
      "design-small-eyes-2",
    ]);
    expect((await designs.get({ id: first.id })).design).toEqual(design);
    await designs.save({ id: second.id, design: { ...design, name: "Other" } });
    expect((await designs.list({})).map(({ name }) => name)).toEqual([
      "Other",
      "Small eyes",
    ]);
    await designs.remove({ id: second.id });
    await expect(designs.get({ id: second.id })).rejects.toThrow(
      /no design "design-small-eyes-2"/,
    );
    await expect(designs.get({ id: "../settings" })).rejects.toThrow(
      /no design/,
    );
    const broken = {
      ...design,
      layers: [{ name: "x", op: "conv9d", attributes: {} }],
    };
    await expect(designs.save({ design: broken })).rejects.toThrow(
      /"x", has the op "conv9d"/,
    );
  });

  it("stands on the shelf of one's own with its figures, also while it is impossible", async () => {
    const { designs, models } = shapes.client;
    const impossible = {
      ...design,
      name: "Too deep",
      input: { ...design.input, shape: [2, 2, 3] },
    };
    const { id } = await designs.save({ design: impossible });
    const own = (await models.list({})).filter(({ shelf }) => shelf === "own");
    expect(own.map(({ name }) => name)).toEqual(["Small eyes", "Too deep"]);
    expect(own[0]).toMatchObject({
      id: "design-small-eyes",
      inputShape: [24, 32, 3],
      sizes: [24, 12, 48],
    });
    expect(own[1]!.description).toMatch(
      /cannot be used as it is: Layer "pool2"/,
    );
    await expect(
      models.get({ id: "design-small-eyes", classes: 3 }),
    ).resolves.toMatchObject({ shelf: "own" });
    await models.remove({ id });
    expect((await designs.list({})).map(({ name }) => name)).toEqual([
      "Small eyes",
    ]);
  });

  it("trains with an answer for each class, in its own shape", async () => {
    const { training } = shapes.client;
    const { recipe } = await training.advise({
      model: "design-small-eyes",
      epochs: 1,
    });
    expect(recipe).toMatchObject({ method: "scratch", inputSize: 24 });
    const { jobId, runId } = await training.start({ recipe });
    expect((await jobEnded(shapes.client, jobId)).status).toBe("finished");
    const run = await training.run({ runId });
    expect(run.modelName).toBe("Small eyes");
    expect(run.metrics.train).not.toBeNull();
  });

  it("goes on with a run's own network when the design was edited since, or is gone", async () => {
    const { designs, training, jobs, evaluation } = shapes.client;
    const { id } = await designs.save({ design: { ...design, name: "Old" } });
    const { recipe } = await training.advise({ model: id, epochs: 20 });
    const { jobId, runId } = await training.start({ recipe });
    await runReached(shapes.client, runId, 2, { timeout: 60_000, interval: 5 });
    await jobs.cancel({ jobId });
    await jobEnded(shapes.client, jobId);
    expect((await training.run({ runId })).status).toBe("interrupted");
    const { graph } = await readRunConfig(shapes.project, runId);

    await designs.save({ id, design: withTanh(design) });
    const edited = await training.resume({ runId });
    await runReached(shapes.client, runId, 4, { timeout: 60_000, interval: 5 });
    await jobs.cancel({ jobId: edited.jobId });
    await jobEnded(shapes.client, edited.jobId);

    await designs.remove({ id });
    const removed = await training.resume({ runId });
    const ended = await jobEnded(shapes.client, removed.jobId);
    expect(ended).toMatchObject({ status: "finished", error: null });
    const run = await training.run({ runId });
    expect(run).toMatchObject({ status: "finished", modelName: "Old" });
    const kept = await readTrainedRun(shapes.project, runId);
    expect(kept.config.graph).toEqual(graph);
    expect(JSON.stringify(graph)).not.toContain("tanh");
    const judging = await evaluation.start({ runId, openTestSet: true });
    const judged = await jobEnded(shapes.client, judging.jobId);
    expect(judged.status).toBe("finished");
  });

  it("brings Keras's configurations and lines in, and Keras's configuration out", async () => {
    const { designs } = shapes.client;
    const { json } = await designs.exportKeras({ design });
    const back = await designs.importKeras({ json });
    expect(back.design.layers.map(({ op }) => op)).toEqual(
      design.layers.map(({ op }) => op),
    );
    await expect(designs.importKeras({ json: "{}" })).rejects.toThrow(
      /network/,
    );
    const lines = {
      text: "Flatten()\nDense(3, activaton='relu')",
      inputShape: [8, 8, 1],
    };
    await expect(designs.fromLines(lines)).resolves.toMatchObject({
      outcome: "refused",
      line: 2,
      column: 10,
    });
    await expect(
      designs.fromLines({ ...lines, text: "Flatten()" }),
    ).resolves.toMatchObject({
      outcome: "read",
      design: { input: { shape: [8, 8, 1] } },
    });
  });

  it("leaves a damaged file out of the list, and says of it what is wrong", async () => {
    const { designs } = shapes.client;
    const folder = join(
      shapes.home.folders.config,
      "models",
      "design-small-eyes",
    );
    await writeFile(join(folder, "design.json"), '{"format":"convolve-design"');
    expect((await designs.list({})).map(({ id }) => id)).not.toContain(
      "design-small-eyes",
    );
    await expect(designs.get({ id: "design-small-eyes" })).rejects.toThrow(
      /JSON/,
    );
  });
});

/** The same weights with other activations: a change that no comparison of weights shows. */
function withTanh(design: DesignDocument): DesignDocument {
  return JSON.parse(
    JSON.stringify(design).replaceAll('"relu"', '"tanh"'),
  ) as DesignDocument;
}
