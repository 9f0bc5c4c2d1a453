import { describe, expect, it } from "vitest";

import type { DatasetSummary } from "#api/datasets.ts";
import type { Job } from "#api/jobs.ts";
import type { Run } from "#api/training.ts";
import { endTitle, jobNumbers } from "#renderer/app/job-numbers.ts";
import type { RailFacts } from "#renderer/app/rail-state.ts";
import { railStates } from "#renderer/app/rail-state.ts";

const DATASET: DatasetSummary = {
  kind: "images",
  imageCount: 560,
  excludedCount: 0,
  unlabelledCount: 0,
  problemCount: 2,
  classes: [],
  splitSource: "stratified",
  splitFractions: { train: 0.7, validation: 0.15, test: 0.15 },
  warnings: [],
  roots: [],
  canUndo: null,
  canRedo: null,
};
const RUN: Run = {
  id: "r1",
  name: "first",
  devices: [],
  createdAt: "2026-11-22T16:00:00Z",
  status: "finished",
  modelName: "LeNet-5",
  recipe: {
    model: "lenet-5",
    inputSize: 32,
    resize: "squash",
    method: "scratch",
    epochs: 5,
    batchSize: 32,
    learningRate: 0.01,
    optimizer: "sgd",
    weightDecay: 0,
    labelSmoothing: 0,
    dropout: 0,
    earlyStopping: 0,
    classWeights: "auto",
    augmentation: {
      horizontalFlip: false,
      verticalFlip: false,
      rotation: 0,
      shift: 0,
      zoom: 0,
      shear: 0,
      brightness: 0,
      contrast: 0,
      saturation: 0,
      hue: 0,
      fill: "edge",
    },
    variants: 1,
    fineTuning: { blocks: 0, epochs: 0, learningRate: 0.001 },
    seed: 1,
  },
  classes: [],
  epoch: 5,
  bestEpoch: 4,
  metrics: { train: null, validation: null, test: null },
  seconds: 12,
  evaluated: false,
  error: null,
};
const JOB: Job = {
  id: "j1",
  kind: "train",
  title: "Train first",
  runId: "r1",
  status: "running",
  phase: "Training",
  done: 3,
  total: 8,
  unit: "epochs",
  rate: 2,
  secondsLeft: 130,
  startedAt: "2026-11-22T16:00:00Z",
  finishedAt: null,
  canPause: true,
  byItself: false,
  device: null,
  notices: [],
  error: null,
  result: null,
};

function facts(given: Partial<RailFacts>): RailFacts {
  return {
    dataset: undefined,
    run: null,
    runs: [],
    jobs: [],
    exportCount: 0,
    doctor: undefined,
    ...given,
  };
}

describe("railStates", () => {
  it("is empty where the step has nothing to work on", () => {
    const states = railStates(facts({}));
    expect(states.data.kind).toBe("empty");
    expect(states.train.kind).toBe("empty");
    expect(states.evaluate.kind).toBe("empty");
    expect(states.model.kind).toBe("ready");
  });

  it("asks for training once there are pictures", () => {
    const states = railStates(facts({ dataset: DATASET }));
    expect(states.data.kind).toBe("done");
    expect(states.train.kind).toBe("ready");
  });

  it("does not call a data set empty that only waits for its labels", () => {
    const dataset = { ...DATASET, imageCount: 0, unlabelledCount: 40 };
    const states = railStates(facts({ dataset }));
    expect(states.data.kind).toBe("ready");
    expect(states.train.kind).toBe("empty");
    const none = { ...dataset, unlabelledCount: 0 };
    expect(railStates(facts({ dataset: none })).data.kind).toBe("empty");
  });

  it("counts warnings and folders that have moved", () => {
    const dataset: DatasetSummary = {
      ...DATASET,
      warnings: [{ code: "dataset/few", message: "Few." }],
      roots: [
        { id: 1, path: "/a", copied: false, reachable: false, imageCount: 9 },
        { id: 2, path: "/b", copied: false, reachable: true, imageCount: 9 },
      ],
    };
    expect(railStates(facts({ dataset })).data).toEqual({
      kind: "attention",
      count: 2,
    });
  });

  it("shows a running job with its per cent, rounded down", () => {
    expect(railStates(facts({ dataset: DATASET, jobs: [JOB] })).train).toEqual({
      kind: "running",
      percent: 37,
    });
    const unknown = { ...JOB, total: null };
    expect(railStates(facts({ jobs: [unknown] })).train).toEqual({
      kind: "running",
      percent: null,
    });
  });

  it("is not kept running by a job that is over", () => {
    const over: Job = { ...JOB, status: "finished" };
    const state = railStates(
      facts({ dataset: DATASET, run: RUN, runs: [RUN], jobs: [over] }),
    );
    expect(state.train.kind).toBe("done");
    expect(state.evaluate.kind).toBe("ready");
  });

  it("marks what was done with the run", () => {
    const evaluated = { ...RUN, evaluated: true };
    const states = railStates(
      facts({
        dataset: DATASET,
        run: evaluated,
        runs: [evaluated],
        exportCount: 1,
      }),
    );
    expect(states.evaluate.kind).toBe("done");
    expect(states.export.kind).toBe("done");
  });

  it("asks for attention for a run that was interrupted", () => {
    const runs: Run[] = [{ ...RUN, status: "interrupted" }];
    expect(railStates(facts({ dataset: DATASET, runs })).train).toEqual({
      kind: "attention",
      count: 1,
    });
  });
});

describe("jobNumbers", () => {
  it("says how far, how fast and how long", () => {
    expect(jobNumbers(JOB).replaceAll("\u00a0", " ")).toBe(
      "3 / 8 epochs · 2 epochs/s · 2 min 10 s left",
    );
  });

  it("does not promise a time while paused, nor figures before the start", () => {
    expect(jobNumbers({ ...JOB, status: "paused" })).toBe(
      "3 / 8 epochs · paused",
    );
    expect(jobNumbers({ ...JOB, status: "waiting" })).toBe("waiting");
  });
});

describe("endTitle", () => {
  it("tells of the end of what a person started, and of nothing else", () => {
    const title = (changes: Partial<Job>) => endTitle({ ...JOB, ...changes });
    expect(title({ status: "finished" })).toBe("Train first: finished");
    expect(title({ status: "failed" })).toContain("Train first");
    expect(title({ status: "cancelled" })).toBeNull();
    expect(title({ status: "finished", byItself: true })).toBeNull();
    expect(title({ status: "failed", byItself: true })).toBeNull();
  });
});
