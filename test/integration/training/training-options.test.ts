import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { EpochMetrics } from "#api/training.ts";
import type { Recipe } from "#api/recipe.ts";
import { StudioError } from "#engine/base/errors.ts";
import type {
  Executor,
  TrainerRequest,
  TrainerState,
} from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { readTrainedRun } from "#engine/training/run-files.ts";
import {
  trainNetwork,
  type TrainNetworkRequest,
} from "#engine/training/train-network.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import {
  syntheticPictures,
  syntheticRecipe,
  syntheticSet,
  tinyArchitecture,
  tinyBackbone,
  withoutClock,
} from "./synthetic-run.ts";

failOnLeaks();

const ONNX = createOnnxExecutor({ threads: 1 });
const SCRATCH = syntheticRecipe({ method: "scratch", epochs: 3 });
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-options-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Trains, and gathers what was told and asked on the way. */
async function train(
  recipe: Recipe,
  changes: Partial<TrainNetworkRequest> = {},
  runId = "run",
) {
  const notices: string[] = [];
  const history: EpochMetrics[] = [];
  const result = await trainNetwork({
    projectDirectory: folder,
    runId,
    recipe,
    set: syntheticSet(),
    start: recipe.method === "scratch" ? tinyArchitecture() : tinyBackbone(),
    pictures: syntheticPictures(),
    executor: ONNX,
    control: UNCONTROLLED,
    events: {
      onNotice: (message) => notices.push(message),
      onEpoch: (metrics) => history.push(metrics),
    },
    ...changes,
  });
  const { weights } = await readTrainedRun(folder, runId);
  return { result, notices, history, weights };
}

/** The executor with an ear on its trainers; `beforeStep` may throw. */
function overheard(
  heard: { requests: TrainerRequest[]; states: TrainerState[] },
  beforeStep: (request: TrainerRequest, steps: number) => void = () => {},
): Executor {
  let steps = 0;
  return {
    ...ONNX,
    createTrainer: async (request) => {
      heard.requests.push(request);
      const trainer = await ONNX.createTrainer(request);
      return {
        step: (batch) => {
          beforeStep(request, ++steps);
          return trainer.step(batch);
        },
        getState: async () => {
          const state = await trainer.getState();
          heard.states.push(state);
          return state;
        },
        setState: (state) => trainer.setState(state),
        dispose: () => trainer.dispose(),
      };
    },
  };
}

function ears() {
  return {
    requests: [] as TrainerRequest[],
    states: [] as TrainerState[],
  };
}

describe("a recipe's optimizer", () => {
  it("validates and keeps the averages of the weights", async () => {
    const heard = ears();
    const { result, weights } = await train(
      { ...SCRATCH, averageDecay: 0.8 },
      { executor: overheard(heard) },
    );
    const best = heard.states[(result.bestEpoch ?? 0) - 1];
    expect(best?.averages?.size).toBeGreaterThan(0);
    for (const [name, average] of best?.averages ?? []) {
      expect(weights.get(name)?.data).toEqual(average.data);
      expect(best?.weights.get(name)?.data).not.toEqual(average.data);
    }
  });

  it("reaches the trainer as the recipe says", async () => {
    const heard = ears();
    await train(
      {
        ...SCRATCH,
        epochs: 1,
        optimizer: "adamw",
        weightDecay: 0.02,
        clipNorm: 0.7,
        averageDecay: 0.5,
        labelSmoothing: 0.1,
      },
      { executor: overheard(heard) },
    );
    expect(heard.requests[0]).toMatchObject({
      optimizer: { kind: "adamw" },
      weightDecay: 0.02,
      clipNorm: 0.7,
      averageDecay: 0.5,
      labelSmoothing: 0.1,
      loss: { kind: "softmaxCrossEntropy" },
    });
  });

  it("gives lower blocks a smaller rate in fine-tuning, and the head the whole", async () => {
    const heard = ears();
    await train(
      syntheticRecipe({
        epochs: 1,
        fineTuning: {
          blocks: 2,
          epochs: 1,
          learningRate: 0.01,
          blockRate: 0.5,
        },
      }),
      { executor: overheard(heard) },
    );
    const [head, fineTuning] = heard.requests;
    expect(head?.rateFactors).toBeUndefined();
    const factors = fineTuning?.rateFactors;
    expect(factors?.has("head_predictions")).toBe(false);
    expect(new Set(factors?.values())).toEqual(new Set([0.5, 0.25]));
    const body = [...(fineTuning?.trainableLayers ?? [])].filter(
      (layer) => !layer.startsWith("head_"),
    );
    expect([...(factors?.keys() ?? [])].toSorted()).toEqual(body.toSorted());
  });
});

describe("memory that does not suffice", () => {
  const failing = (most: number, from = 1) =>
    overheard(ears(), ({ batchSize }, steps) => {
      if (batchSize <= most || steps < from) return;
      // As it comes from the session, with the library's own words as the cause.
      throw new StudioError(
        "compute/run-failed",
        "The network could not be run.",
        {
          cause: new Error("Exception during initialization: std::bad_alloc"),
        },
      );
    });

  it("halves the batch until it fits, says so and records it", async () => {
    const { result, notices, history } = await train(SCRATCH, {
      executor: failing(2),
    });
    expect(result.status).toBe("finished");
    expect(notices).toHaveLength(2);
    expect(notices[0]).toContain("with 8 examples per step");
    expect(notices[0]).toContain("with 4, at the same learning rate");
    expect(notices[1]).toContain("with 2, at the same learning rate");
    expect(history.map(({ batchSize }) => batchSize)).toEqual([2, 2, 2]);
    expect(history.at(-1)?.learningRate).toBeLessThan(
      history[0]?.learningRate ?? 0,
    );
  });

  it("goes on from the last full epoch, with the same numbers every time", async () => {
    const steps = Math.ceil(syntheticSet().train.length / SCRATCH.batchSize);
    const first = await train(SCRATCH, { executor: failing(4, steps + 2) });
    expect(first.history.map(({ batchSize }) => batchSize)).toEqual([
      undefined,
      4,
      4,
    ]);
    const undisturbed = await train(SCRATCH, {}, "undisturbed");
    expect(withoutClock(first.history)[0]).toEqual(
      withoutClock(undisturbed.history)[0],
    );
    const second = await train(
      SCRATCH,
      { executor: failing(4, steps + 2) },
      "second",
    );
    expect(withoutClock(second.history)).toEqual(withoutClock(first.history));
    expect(second.weights).toEqual(first.weights);
  });

  it("takes as many pictures as the estimate lets fit, before anything is tried", async () => {
    const heard = ears();
    const { notices, history } = await train(
      { ...SCRATCH, epochs: 1 },
      { executor: overheard(heard), availableMemory: () => 1 },
    );
    expect(heard.requests.map(({ batchSize }) => batchSize)).toEqual([1]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /Training with 8 examples per step needs about \d+ MB of memory, and 1 MB are free: it goes on with 1, /,
    );
    expect(history[0]?.batchSize).toBe(1);
  });

  it("ends with a sentence where one picture is too much", async () => {
    await expect(
      train(SCRATCH, { executor: failing(0) }),
    ).rejects.toMatchObject({ code: "training/out-of-memory" });
  });

  it("lets every other error through", async () => {
    const executor = overheard(ears(), () => {
      throw new Error("The driver was reset.");
    });
    await expect(train(SCRATCH, { executor })).rejects.toThrow(
      "The driver was reset.",
    );
  });
});
