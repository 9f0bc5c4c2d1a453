import { z } from "zod";

import { RecipeSchema } from "#api/recipe.ts";
import {
  RunSchema,
  SplitMetricsSchema,
  type EpochMetrics,
  type Run,
  type UsedDevice,
} from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { RunRow } from "#engine/storage/index-types.ts";

/** What the index keeps of a run in its `config`. */
const RunConfigSchema = z.object({
  recipe: RecipeSchema,
  modelName: z.string(),
  classes: RunSchema.shape.classes,
  dataVersions: RunSchema.shape.dataVersions,
});

/** What the index keeps of a run in its `metrics`; changes as the run goes on. */
const RunProgressSchema = z.object({
  epoch: z.number().int(),
  bestEpoch: z.number().int().nullable(),
  train: SplitMetricsSchema.nullable(),
  validation: SplitMetricsSchema.nullable(),
  test: SplitMetricsSchema.nullable(),
  seconds: z.number(),
  devices: RunSchema.shape.devices.default([]),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type RunProgress = z.infer<typeof RunProgressSchema>;

export const NO_PROGRESS: RunProgress = {
  epoch: 0,
  bestEpoch: null,
  train: null,
  validation: null,
  test: null,
  seconds: 0,
  devices: [],
  error: null,
};

/** A row of the index as the studio sees it; null for a row that another program wrote in a form that this one does not know. */
export function toRun(row: RunRow): Run | null {
  const config = RunConfigSchema.safeParse(row.config);
  if (!config.success) return null;
  const { train, validation, test, ...progress } = progressOf(row);
  return {
    id: row.id,
    name: row.name,
    createdAt: row.createdAt,
    status: row.status,
    ...config.data,
    ...progress,
    metrics: { train, validation, test },
    evaluated: test !== null,
  };
}

export function progressOf(row: RunRow): RunProgress {
  const stored = RunProgressSchema.safeParse(row.metrics);
  return stored.success ? stored.data : NO_PROGRESS;
}

/** @throws StudioError `run/unknown` */
export function requireRun(reader: IndexReader, runId: string): RunRow {
  const row = reader.run(runId);
  if (row !== undefined && toRun(row) !== null) return row;
  throw new StudioError(
    "run/unknown",
    `The project has no run "${runId}". ${knownRuns(reader)}`,
  );
}

/** The progress of a run after one more epoch. */
export function withEpoch(
  progress: RunProgress,
  metrics: EpochMetrics,
): RunProgress {
  return {
    ...progress,
    epoch: metrics.epoch,
    seconds: metrics.seconds,
    error: null,
  };
}

/** The progress of a run that begins, or goes on, to be computed with a device; the same once more says nothing new. */
export function withDevice(
  progress: RunProgress,
  device: UsedDevice,
): RunProgress {
  const { epoch, devices } = progress;
  const last = devices.at(-1);
  if (
    last?.id === device.id &&
    last.versions === device.versions &&
    last.driver === device.driver
  ) {
    return progress;
  }
  return {
    ...progress,
    devices: [...devices, { ...device, fromEpoch: epoch + 1 }],
  };
}

function knownRuns(reader: IndexReader): string {
  const ids = reader.runs().map(({ id }) => id);
  return ids.length === 0
    ? "It has none yet: train a model first."
    : `Its runs are ${ids.join(", ")}.`;
}
