import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { BaselineSchema } from "#api/baseline.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { computeBaseline } from "#engine/training/baseline.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import {
  syntheticPictures,
  syntheticSet,
  tinyBackbone,
} from "#test/integration/training/synthetic-run.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-baseline-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function compute(changes: Partial<Parameters<typeof computeBaseline>[0]> = {}) {
  return computeBaseline({
    set: syntheticSet({ train: 20, validation: 6, test: 5 }),
    backbone: tinyBackbone(),
    pictures: syntheticPictures(),
    executor: createOnnxExecutor({ threads: 1 }),
    folder,
    control: UNCONTROLLED,
    ...changes,
  });
}

describe("computeBaseline", () => {
  it("estimates accuracy on training and validation pictures, as the contract has it", async () => {
    const set = syntheticSet({ train: 20, validation: 6, test: 5 });
    const { baseline, predictions } = await compute({ set });
    expect(BaselineSchema.parse(baseline)).toEqual(baseline);
    expect(baseline).toMatchObject({
      status: "ready",
      folds: 5,
      imageCount: 78,
    });
    expect(baseline.accuracy?.value).toBeGreaterThan(0.8);
    expect(baseline.accuracy?.low).toBeLessThan(
      baseline.accuracy?.value ?? NaN,
    );
    expect(baseline.confusion.flat().reduce((sum, n) => sum + n, 0)).toBe(78);
    expect(baseline.map).toHaveLength(78);
    const test = new Set(set.test.map(({ imageId }) => imageId));
    expect(predictions).toHaveLength(78);
    expect(predictions.some(({ imageId }) => test.has(imageId))).toBe(false);
  });

  it("takes features from the cache the second time and gives the same answer", async () => {
    const first = await compute();
    const pictures = syntheticPictures();
    const second = await compute({ pictures });
    expect(pictures.reads.size).toBe(0);
    expect({ ...second.baseline, seconds: 0 }).toEqual({
      ...first.baseline,
      seconds: 0,
    });
  });

  it("calls few labels doubtful, and none where the accuracy is no better than chance", async () => {
    const set = syntheticSet({ train: 120, validation: 10, test: 5 });
    const mislabel = (share: number) => ({
      ...set,
      train: set.train.map((sample, index) =>
        (index * 0.618) % 1 < share
          ? { ...sample, label: (sample.label + 1 + (index % 2)) % 3 }
          : sample,
      ),
    });
    const mistaken = mislabel(0.3);
    const some = (await compute({ set: mistaken })).baseline;
    expect(some.message).toBeNull();
    // As many as a person looks through, of the 108 that are wrong; nearly all of them are.
    expect(some.suspicious).toHaveLength(20);
    const right = new Map(
      set.train.map(({ imageId, label }) => [imageId, label]),
    );
    const wrong = new Set(
      mistaken.train
        .filter(({ imageId, label }) => right.get(imageId) !== label)
        .map(({ imageId }) => imageId),
    );
    const found = some.suspicious.filter(({ imageId }) => wrong.has(imageId));
    expect(found.length).toBeGreaterThanOrEqual(18);
    const shuffled = {
      ...set,
      train: set.train.map((sample) => ({
        ...sample,
        label: Number.parseInt(sample.sha256.slice(0, 6), 16) % 3,
      })),
      validation: [],
    };
    const chance = (await compute({ set: shuffled })).baseline;
    expect(chance.accuracy!.low).toBeLessThan(1 / 3);
    expect(chance.suspicious).toEqual([]);
    expect(chance.message).toMatch(/close to chance/);
  });

  it("says what is missing where there are too few pictures", async () => {
    const set = syntheticSet({ train: 1, validation: 0, test: 5 });
    await expect(compute({ set })).rejects.toMatchObject({
      code: "baseline/too-few-pictures",
    });
  });
});
