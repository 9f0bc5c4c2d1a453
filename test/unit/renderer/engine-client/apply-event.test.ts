import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";

import type { Job } from "#api/jobs.ts";
import type { EpochMetrics } from "#api/training.ts";
import { applyEvent } from "#renderer/engine-client/apply-event.ts";
import { queryKeys } from "#renderer/engine-client/query-keys.ts";

const JOB: Job = {
  id: "j1",
  kind: "import",
  title: "Import clothing-10",
  runId: null,
  status: "running",
  phase: "Reading pictures",
  done: 10,
  total: 560,
  unit: "images",
  rate: 48,
  secondsLeft: 11,
  startedAt: "2026-11-22T16:00:00Z",
  finishedAt: null,
  canPause: false,
  byItself: false,
  device: null,
  notices: [],
  error: null,
  result: null,
};
const EPOCH: EpochMetrics = {
  epoch: 1,
  phase: "head",
  trainLoss: 2,
  trainAccuracy: 0.3,
  validationLoss: 2.1,
  validationAccuracy: 0.28,
  learningRate: 0.01,
  imagesPerSecond: 900,
  seconds: 1,
};

describe("applyEvent", () => {
  it("puts a new job on top and follows it", () => {
    const cache = new QueryClient();
    cache.setQueryData(queryKeys.jobs, [{ ...JOB, id: "older" }]);
    applyEvent(cache, { type: "job", job: JOB });
    applyEvent(cache, { type: "job", job: { ...JOB, done: 560 } });
    const jobs = cache.getQueryData<Job[]>(queryKeys.jobs);
    expect(jobs?.map(({ id, done }) => [id, done])).toEqual([
      ["j1", 560],
      ["older", 10],
    ]);
    applyEvent(cache, { type: "job-dismissed", jobId: "j1" });
    expect(cache.getQueryData<Job[]>(queryKeys.jobs)).toHaveLength(1);
  });

  it("appends epochs, and replaces those that a resumed run writes again", () => {
    const cache = new QueryClient();
    const key = queryKeys.history("r1");
    cache.setQueryData(key, [EPOCH]);
    for (const epoch of [2, 3, 2]) {
      applyEvent(cache, {
        type: "epoch",
        runId: "r1",
        metrics: { ...EPOCH, epoch },
      });
    }
    expect(
      cache.getQueryData<EpochMetrics[]>(key)?.map(({ epoch }) => epoch),
    ).toEqual([1, 2]);
  });

  it("does not begin a history in its middle", () => {
    const cache = new QueryClient();
    applyEvent(cache, {
      type: "epoch",
      runId: "r1",
      metrics: { ...EPOCH, epoch: 7 },
    });
    expect(cache.getQueryData(queryKeys.history("r1"))).toBeUndefined();
  });

  it("marks what a changed data set makes old, and nothing else", () => {
    const cache = new QueryClient();
    const old = [
      queryKeys.dataset,
      queryKeys.imagePage({ classIds: [3] }, 0),
      queryKeys.imageIds({}),
      queryKeys.image(7),
      queryKeys.problemPage(0),
      queryKeys.currentProject,
    ];
    const kept = [queryKeys.models, queryKeys.evaluation("r1")];
    for (const key of [...old, ...kept]) {
      cache.setQueryData(key, {});
    }
    applyEvent(cache, { type: "dataset" });
    const marked = [...old, ...kept].filter(
      (key) => cache.getQueryState(key)?.isInvalidated === true,
    );
    expect(marked).toEqual(old);
  });

  it("forgets the last project when another is opened", async () => {
    const cache = new QueryClient();
    cache.setQueryData(queryKeys.image(7), {});
    cache.setQueryData(queryKeys.settings, {});
    applyEvent(cache, { type: "project" });
    await vi.waitFor(() =>
      expect(cache.getQueryData(queryKeys.image(7))).toBeUndefined(),
    );
    expect(cache.getQueryData(queryKeys.settings)).toBeDefined();
  });
});
