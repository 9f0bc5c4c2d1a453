import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { EngineClient } from "#engine/engine.ts";
import {
  jobEnded,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";

let shapes: ShapesEngine;
let client: EngineClient;
let runId: string;

beforeAll(async () => {
  shapes = await startShapesEngine({ imagesPerClass: 40, size: 32 });
  ({ client } = shapes);
  const { recipe } = await client.training.advise({
    model: "resnet-8",
    seed: 2,
  });
  const training = await client.training.start({
    recipe: { ...recipe, epochs: 1 },
  });
  ({ runId } = training);
  await jobEnded(client, training.jobId);
}, 120_000);

afterAll(() => shapes.close());

const FRACTIONS = { train: 0.6, validation: 0.2, test: 0.2 };

const testIds = async () =>
  (await client.datasets.imageIds({ filter: { splits: ["test"] } })).imageIds;

/** Evaluates; the test set is open or opened with it. */
async function evaluate(reason?: string) {
  const { jobId } = await client.evaluation.start({
    runId,
    ...(reason !== undefined && { openTestSet: true, reason }),
  });
  return jobEnded(client, jobId);
}

describe("the sealed test set", { timeout: 120_000 }, () => {
  it("keeps what a run saw, and the same data is one version", async () => {
    const { dataVersions } = await client.training.run({ runId });
    const { snapshots, runs } = await client.versions.list({});
    expect(snapshots).toEqual([]);
    expect(runs).toMatchObject([
      { runId, imageCount: 120, digest: dataVersions?.[0] },
    ]);
    const { jobId } = await client.versions.save({ name: "As trained" });
    const { result } = await jobEnded(client, jobId);
    expect(result).toMatchObject({ digest: dataVersions?.[0] });
  });

  it("is not looked at without a word", async () => {
    await expect(client.evaluation.start({ runId })).rejects.toEqual(
      expect.objectContaining({ data: { code: "evaluation/test-set-sealed" } }),
    );
    expect(await client.evaluation.testSet({})).toEqual({
      imageCount: 18,
      isOpen: false,
      looks: [],
    });
    expect(await client.evaluation.get({ runId })).toBeNull();
  });

  it("records who looked why, each time", async () => {
    expect(await evaluate("The final figure")).toMatchObject({
      status: "finished",
    });
    expect(await evaluate()).toMatchObject({ status: "finished" });
    const { isOpen, looks } = await client.evaluation.testSet({});
    expect(isOpen).toBe(true);
    expect(looks).toMatchObject([
      { reason: "Evaluate Run 1", runId, runName: "Run 1" },
      { reason: "The final figure", runId, runName: "Run 1" },
    ]);
  });

  it("is sealed again only with pictures that were not on it, and undo brings the open one back", async () => {
    const opened = await testIds();
    await client.datasets.resplit({
      source: "grouped",
      fractions: FRACTIONS,
      duplicates: true,
      attributes: [],
      seed: 5,
      sealAgain: true,
    });
    const drawn = await testIds();
    expect(drawn).toHaveLength(24);
    expect(drawn.filter((id) => opened.includes(id))).toEqual([]);
    expect((await client.evaluation.testSet({})).isOpen).toBe(false);

    await client.datasets.undo({});
    expect(await testIds()).toEqual(opened);
    expect(await client.evaluation.testSet({})).toMatchObject({
      isOpen: true,
      looks: [{ reason: expect.stringMatching(/Undo/) as string }, {}, {}],
    });
    await client.datasets.redo({});
    expect((await client.evaluation.testSet({})).isOpen).toBe(false);
  });

  it("leaves out what a run had learned from", async () => {
    // All of the new test side was on the training or validation side of the run.
    expect(await evaluate("Again")).toMatchObject({
      status: "failed",
      error: { code: "evaluation/no-test-pictures" },
    });
    const before = (await client.evaluation.testSet({})).looks.length;
    const { runs } = await client.versions.list({});
    const old = (
      await client.versions.compare({ from: runs[0]!.digest, to: "now" })
    ).counts;
    expect(old.moved).toBeGreaterThan(24);

    const { imageIds } = await client.datasets.imageIds({
      filter: { splits: ["train"] },
    });
    const { changes } = await client.versions.changes({
      from: runs[0]!.digest,
      to: "now",
      kind: "moved",
      offset: 0,
      limit: 500,
    });
    const formerTest = changes.find(
      ({ before: state, imageId }) =>
        state?.split === "test" && imageIds.includes(imageId!),
    )!;
    await client.datasets.setSplit({
      imageIds: [formerTest.imageId!],
      split: "test",
    });
    expect(await evaluate("One is new to it")).toMatchObject({
      status: "finished",
    });
    expect(await client.evaluation.get({ runId })).toMatchObject({
      imageCount: 1,
      seenBefore: 24,
    });
    // What failed before anything was seen was no look.
    expect((await client.evaluation.testSet({})).looks).toHaveLength(
      before + 1,
    );
  });

  it("goes back to the data of a run in one step", async () => {
    const { runs } = await client.versions.list({});
    const { digest } = runs[0]!;
    const { jobId } = await client.versions.restore({ digest });
    await jobEnded(client, jobId);
    const { unchanged, counts } = await client.versions.compare({
      from: digest,
      to: "now",
    });
    expect(unchanged).toBe(120);
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
    expect((await client.datasets.summary({})).canUndo).toMatch(
      /Go back to the data of/,
    );
    await expect(
      client.versions.restore({ digest: "0".repeat(64) }),
    ).rejects.toEqual(
      expect.objectContaining({ data: { code: "versions/unknown" } }),
    );
  });
});
