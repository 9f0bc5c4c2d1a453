import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Recipe } from "#api/recipe.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import type { PictureReader } from "#engine/training/picture-reader.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import type { Sample } from "#engine/training/training-set.ts";
import {
  NO_AUGMENTATION,
  syntheticPictures,
  syntheticRecipe,
  syntheticSet,
  tinyArchitecture,
  tinyBackbone,
} from "./synthetic-run.ts";

const MIXED = { ...NO_AUGMENTATION, cutMix: 1 };
const SET = syntheticSet();
let folder: string;
let runs = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-mixing-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("training on mixed pictures", () => {
  it("mixes the kept versions with training pictures, and nothing that is validated on", async () => {
    const { labels, asked } = await train(
      syntheticRecipe({ augmentation: MIXED, variants: 2 }),
    );
    expectShared(labels);
    const versions = asked.filter(({ variant }) => variant !== null);
    expect(versions.length).toBeGreaterThan(0);
    const train36 = new Set(SET.train.map(({ sha256 }) => sha256));
    for (const { partners, samples } of versions) {
      expect(partners?.length).toBe(samples.length);
      expect(partners?.every(({ sha256 }) => train36.has(sha256))).toBe(true);
    }
    const plain = asked.filter(({ variant }) => variant === null);
    expect(plain.every(({ partners }) => partners == null)).toBe(true);
  });

  it("mixes anew each epoch from scratch", async () => {
    const { labels, asked } = await train(
      syntheticRecipe({ augmentation: MIXED, method: "scratch", epochs: 2 }),
    );
    expectShared(labels);
    const versions = new Set(asked.map(({ variant }) => variant));
    expect([...versions].filter((variant) => variant !== null)).toEqual([1, 2]);
  });

  it("computes features of mixed pictures again for another training set", async () => {
    const recipe = syntheticRecipe({ augmentation: MIXED, variants: 1 });
    await train(recipe);
    expect((await train(recipe)).asked).toEqual([]);
    const fewer = { ...SET, train: SET.train.slice(3) };
    const { asked } = await train(recipe, fewer);
    expect(asked.map(({ variant }) => variant)).toContain(0);
    expect(asked.map(({ variant }) => variant)).not.toContain(null);
  });
});

interface Asked {
  readonly variant: number | null;
  readonly samples: readonly Sample[];
  readonly partners: readonly Sample[] | null | undefined;
}

/** Trains, and tells which labels the trainer was given and which pictures were asked for. */
async function train(
  recipe: Recipe,
  set = SET,
): Promise<{ labels: Tensor[]; asked: Asked[] }> {
  const asked: Asked[] = [];
  const source = syntheticPictures();
  const pictures: PictureReader = {
    read: (samples, variant, partners) => {
      asked.push({ samples, variant, partners });
      return source.read(samples, variant, partners);
    },
  };
  const labels: Tensor[] = [];
  const real = createOnnxExecutor({ threads: 1 });
  const executor: Executor = {
    ...real,
    createTrainer: async (request) => {
      const trainer = await real.createTrainer(request);
      return {
        ...trainer,
        step: (batch) => {
          labels.push(batch.labels);
          return trainer.step(batch);
        },
        getState: () => trainer.getState(),
        setState: (state) => trainer.setState(state),
        dispose: () => trainer.dispose(),
      };
    },
    createForward: (request) => real.createForward(request),
  };
  await trainNetwork({
    projectDirectory: join(folder, "project"),
    runId: `run-${runs++}`,
    recipe,
    set,
    start: recipe.method === "scratch" ? tinyArchitecture() : tinyBackbone(),
    pictures,
    executor,
    control: UNCONTROLLED,
    events: {},
  });
  return { labels, asked };
}

/** Rows sum to 1, and some are of two classes. */
function expectShared(batches: readonly Tensor[]): void {
  const rows = batches.flatMap(({ data, shape: [, classes = 1] }) =>
    Array.from({ length: data.length / classes }, (_, row) => [
      ...data.subarray(row * classes, (row + 1) * classes),
    ]),
  );
  for (const row of rows) {
    expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  }
  const ofTwo = rows.filter((row) => row.filter(Boolean).length === 2);
  expect(ofTwo.length).toBeGreaterThan(rows.length / 10);
}
