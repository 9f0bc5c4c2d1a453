import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { EpochMetrics } from "#api/training.ts";
import type { Recipe } from "#api/recipe.ts";
import { CancelledError } from "#engine/base/cancellation.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { projectPaths, runPaths } from "#engine/storage/project-paths.ts";
import {
  UNCONTROLLED,
  type TrainingControl,
} from "#engine/training/control.ts";
import { readHistory } from "#engine/training/history-file.ts";
import { readTrainedRun } from "#engine/training/run-files.ts";
import {
  trainNetwork,
  type TrainNetworkRequest,
} from "#engine/training/train-network.ts";
import {
  NO_AUGMENTATION,
  syntheticPictures,
  syntheticRecipe,
  syntheticSet,
  tinyArchitecture,
  tinyBackbone,
  withoutClock,
} from "./synthetic-run.ts";

const executor = createOnnxExecutor({ threads: 1 });
const AUGMENTED = { ...NO_AUGMENTATION, horizontalFlip: true };
const FINE_TUNED = syntheticRecipe({
  epochs: 3,
  augmentation: AUGMENTED,
  variants: 2,
  fineTuning: { blocks: 1, epochs: 3, learningRate: 0.01 },
});
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-training-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function request(
  recipe: Recipe,
  changes: Partial<TrainNetworkRequest> = {},
): TrainNetworkRequest {
  return {
    projectDirectory: join(folder, "project"),
    runId: "run",
    recipe,
    set: syntheticSet(),
    start: recipe.method === "scratch" ? tinyArchitecture() : tinyBackbone(),
    pictures: syntheticPictures(),
    executor,
    control: UNCONTROLLED,
    events: {},
    ...changes,
  };
}

/** A control that acts after some looks between steps. */
function after(steps: number, act: () => void): TrainingControl["whilePaused"] {
  let looks = 0;
  return async () => {
    if (++looks === steps) act();
  };
}

describe("trainNetwork", () => {
  it("learns a head on the features of a frozen network", async () => {
    const epochs: EpochMetrics[] = [];
    const recipe = syntheticRecipe({ epochs: 30 });
    const result = await trainNetwork(
      request(recipe, { events: { onEpoch: (epoch) => epochs.push(epoch) } }),
    );
    expect(result.status).toBe("finished");
    expect(result.epoch).toBe(30);
    expect(result.metrics.validation?.accuracy).toBeGreaterThan(0.7);
    expect(result.metrics.train?.accuracy).toBeGreaterThan(0.7);
    const best = epochs[(result.bestEpoch ?? 0) - 1];
    expect(result.metrics.validation?.loss).toBe(best?.validationLoss);
    expect(best?.validationLoss).toBe(
      Math.min(...epochs.map(({ validationLoss }) => validationLoss ?? NaN)),
    );
    const paths = runPaths(join(folder, "project"), "run");
    expect(await readHistory(paths.history)).toEqual(epochs);
    expect(await readdir(paths.directory)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^checkpoint/)]),
    );
  });

  it.each(["adam", "sgd"] as const)(
    "learns as well with %s from features that are a thousand times smaller",
    async (optimizer) => {
      const recipe = syntheticRecipe({ epochs: 30, optimizer });
      const usual = await trainNetwork(request(recipe));
      const start = tinyBackbone();
      const weights = new Map(start.weights);
      for (const name of ["block_2_bn/gamma", "block_2_bn/beta"]) {
        const { shape, data } = weights.get(name) ?? { shape: [], data: [] };
        const smaller = Float32Array.from(data, (value) => value / 1000);
        weights.set(name, { shape, data: smaller });
      }
      const small = await trainNetwork(
        request(recipe, { start: { ...start, weights }, runId: "small" }),
      );
      expect(small.metrics.validation?.accuracy).toBeGreaterThan(0.7);
      expect(small.metrics.validation?.loss).toBeCloseTo(
        usual.metrics.validation?.loss ?? NaN,
        1,
      );
    },
  );

  it("reads each picture once per variant, and not again for the next run with the same key", async () => {
    const pictures = syntheticPictures();
    const recipe = syntheticRecipe({ augmentation: AUGMENTED, variants: 3 });
    await trainNetwork(request(recipe, { pictures }));
    expect(Object.fromEntries(pictures.reads)).toEqual({
      plain: 36 + 18,
      "0": 36,
      "1": 36,
      "2": 36,
    });
    const again = syntheticPictures();
    await trainNetwork(request(recipe, { pictures: again, runId: "second" }));
    expect(again.reads.size).toBe(0);
    const otherSeed = syntheticPictures();
    await trainNetwork(
      request({ ...recipe, seed: 2 }, { pictures: otherSeed, runId: "third" }),
    );
    expect([...otherSeed.reads.keys()]).toEqual(["0", "1", "2"]);
  });

  it("fine-tunes upper blocks after the head and leaves the lower ones as they were", async () => {
    const start = tinyBackbone();
    await trainNetwork(request(FINE_TUNED, { start }));
    const { weights } = await readTrainedRun(join(folder, "project"), "run");
    expect(weights.get("block_1_conv/kernel")).toEqual(
      start.weights.get("block_1_conv/kernel"),
    );
    expect(weights.get("block_2_conv/kernel")).not.toEqual(
      start.weights.get("block_2_conv/kernel"),
    );
    expect(weights.get("block_2_bn/moving_mean")).toEqual(
      start.weights.get("block_2_bn/moving_mean"),
    );
    const { history } = runPaths(join(folder, "project"), "run");
    const phases = (await readHistory(history)).map(({ phase }) => phase);
    expect(phases).toEqual([
      "head",
      "head",
      "head",
      "fine-tuning",
      "fine-tuning",
      "fine-tuning",
    ]);
  });

  it("fine-tunes to nearly the same when the features do not fit the budget", async () => {
    const cached = await trainNetwork(request(FINE_TUNED));
    const pictures = syntheticPictures();
    const direct = await trainNetwork(
      request(FINE_TUNED, {
        runId: "direct",
        featureBudgetBytes: 1,
        pictures,
      }),
    );
    // Only fine-tuning needs pictures: the head's features are there from the first run.
    expect(pictures.reads.get("0")).toBeGreaterThan(0);
    expect(direct.metrics.validation?.loss).toBeCloseTo(
      cached.metrics.validation?.loss ?? NaN,
      3,
    );
  });

  it("trains all layers from scratch, batch normalization included", async () => {
    const recipe = syntheticRecipe({
      method: "scratch",
      epochs: 25,
      augmentation: AUGMENTED,
    });
    const start = tinyArchitecture();
    const result = await trainNetwork(request(recipe, { start }));
    expect(result.metrics.train?.accuracy).toBeGreaterThan(0.7);
    const { weights } = await readTrainedRun(join(folder, "project"), "run");
    expect(weights.get("bn/moving_mean")).not.toEqual(
      start.weights.get("bn/moving_mean"),
    );
  });

  it("gives the same weights and history for the same seed, and others for another", async () => {
    const results = [];
    for (const [index, seed] of [1, 1, 2].entries()) {
      const projectDirectory = join(folder, `project-${index}`);
      await trainNetwork(
        request({ ...FINE_TUNED, seed }, { projectDirectory }),
      );
      const paths = runPaths(projectDirectory, "run");
      results.push({
        history: withoutClock(await readHistory(paths.history)),
        weights: await readFile(paths.best),
      });
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]?.weights).not.toEqual(results[0]?.weights);
  });

  it("goes on after a cancel as if nothing had been", async () => {
    const whole = request(FINE_TUNED, {
      projectDirectory: join(folder, "whole"),
    });
    const expected = await trainNetwork(whole);
    const outcomes = [];
    // Steps at which a run is cancelled: in the features, in the head, at the change of phases, in fine-tuning.
    for (const steps of [2, 12, 9, 8, 7]) {
      const abort = new AbortController();
      const control = {
        signal: abort.signal,
        isStopRequested: () => false,
        whilePaused: after(steps, () => abort.abort()),
      };
      const run = trainNetwork(request(FINE_TUNED, { control }));
      outcomes.push((await Promise.allSettled([run]))[0]);
    }
    expect(outcomes).toEqual(
      outcomes.map(() => ({
        status: "rejected",
        reason: expect.any(CancelledError),
      })),
    );
    // The same recipe with its fields in another order is the same recipe.
    const { seed, ...others } = FINE_TUNED;
    const result = await trainNetwork(request({ seed, ...others }));
    expect({ ...result, seconds: 0 }).toEqual({ ...expected, seconds: 0 });
    const [there, here] = [
      runPaths(whole.projectDirectory, "run"),
      runPaths(join(folder, "project"), "run"),
    ];
    expect(await readFile(here.best)).toEqual(await readFile(there.best));
    expect(withoutClock(await readHistory(here.history))).toEqual(
      withoutClock(await readHistory(there.history)),
    );
  });

  it("refuses to go on with other pictures", async () => {
    const abort = new AbortController();
    const control = {
      signal: abort.signal,
      isStopRequested: () => false,
      whilePaused: after(15, () => abort.abort()),
    };
    await expect(
      trainNetwork(request(FINE_TUNED, { control })),
    ).rejects.toThrow(CancelledError);
    const set = syntheticSet({ train: 11, validation: 6, test: 6 });
    await expect(
      trainNetwork(request(FINE_TUNED, { set })),
    ).rejects.toMatchObject({ code: "training/changed-since" });
  });

  it("stops on request and keeps the best weights so far", async () => {
    let looks = 0;
    const control = {
      ...UNCONTROLLED,
      isStopRequested: () => looks > 25,
      whilePaused: async () => void looks++,
    };
    const result = await trainNetwork(
      request(syntheticRecipe({ epochs: 1000 }), { control }),
    );
    expect(result.status).toBe("stopped");
    expect(result.epoch).toBeLessThan(10);
    expect(result.bestEpoch).toBeGreaterThan(0);
    const { weights } = await readTrainedRun(join(folder, "project"), "run");
    expect(weights.has("head_predictions/kernel")).toBe(true);
  });

  it("ends early when the validation loss no longer falls", async () => {
    const recipe = syntheticRecipe({
      epochs: 400,
      learningRate: 0.3,
      earlyStopping: 3,
    });
    const { epoch, bestEpoch } = await trainNetwork(request(recipe));
    expect(epoch).toBeLessThan(400);
    expect(epoch - (bestEpoch ?? 0)).toBe(3);
  });

  it("trains without validation pictures and keeps the last weights", async () => {
    const set = { ...syntheticSet(), validation: [] };
    const result = await trainNetwork(request(syntheticRecipe(), { set }));
    expect(result.metrics.validation).toBeNull();
    expect(result.bestEpoch).toBe(6);
  });

  it("leaves its features where the project keeps them", async () => {
    await trainNetwork(request(syntheticRecipe()));
    const { features } = projectPaths(join(folder, "project"));
    expect(await readdir(features)).toHaveLength(1);
  });
});
