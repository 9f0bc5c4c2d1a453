import { readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { z } from "zod";

import { EpochMetricsSchema } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import type { TrainerState } from "#engine/compute/executor.ts";
import {
  readSafetensors,
  writeSafetensors,
} from "#engine/models/weights/safetensors.ts";
import { writeFileAtomically } from "#engine/storage/atomic-file.ts";
import { runPaths } from "#engine/storage/project-paths.ts";
import type { RunState } from "./run-state.ts";

/**
 * A run's state as one file: tensors under `trainer/`, `slots/`, `averages/` and `best/`, everything else as JSON in the metadata. Numbers
 * are stored bit for bit, so a run that goes on from a checkpoint is the run that was never interrupted.
 */

const PhaseSchema = EpochMetricsSchema.shape.phase;

const StateSchema = z.object({
  version: z.literal(1),
  phase: PhaseSchema,
  phaseEpoch: z.number().int(),
  epoch: z.number().int(),
  trainerStep: z.number().int().nullable(),
  best: z
    .object({
      epoch: z.number().int(),
      phase: PhaseSchema,
      validationLoss: z.number().nullable(),
    })
    .nullable(),
  stopping: z.object({
    leastLoss: z.number().nullable(),
    epochsSince: z.number().int(),
  }),
  batchSize: z.number().int().optional(),
  history: z.array(EpochMetricsSchema),
  seconds: z.number(),
});

/** Checkpoints kept; the older of the two is there should the newer one turn out unreadable. */
const KEPT = 2;
const NAME_PATTERN = /^checkpoint-(\d+)\.safetensors$/;

/**
 * Writes the checkpoint of the state's epoch and deletes those that are no longer needed.
 * @throws StudioError `storage/…`; older checkpoints stay
 */
export async function saveCheckpoint(
  projectDirectory: string,
  runId: string,
  state: RunState,
): Promise<void> {
  const path = runPaths(projectDirectory, runId).checkpoint(state.epoch);
  await writeFileAtomically(path, encodeState(state));
  const folder = dirname(path);
  const names = await checkpointNames(folder);
  const newest = names.indexOf(basename(path));
  for (const name of names.slice(newest + KEPT)) {
    await rm(join(folder, name), { force: true });
  }
}

/** Whether a run can go on from somewhere. */
export async function hasCheckpoint(
  projectDirectory: string,
  runId: string,
): Promise<boolean> {
  const { directory } = runPaths(projectDirectory, runId);
  return (await checkpointNames(directory)).length > 0;
}

/**
 * The newest state that can be read; null when the run has no checkpoint.
 * @throws StudioError `training/checkpoint-unreadable` when there are checkpoints and none can be read
 */
export async function loadCheckpoint(
  projectDirectory: string,
  runId: string,
): Promise<RunState | null> {
  const folder = runPaths(projectDirectory, runId).directory;
  const names = await checkpointNames(folder);
  let cause: unknown;
  for (const name of names) {
    try {
      return decodeState(await readFile(join(folder, name)));
    } catch (error) {
      cause ??= error;
    }
  }
  if (names.length === 0) return null;
  throw new StudioError(
    "training/checkpoint-unreadable",
    `The run should go on from a checkpoint in ${folder}, but none of the ${names.length} there can be read. Start the training again.`,
    { cause },
  );
}

/** After the run's end nothing will go on from its checkpoints. */
export async function deleteCheckpoints(
  projectDirectory: string,
  runId: string,
): Promise<void> {
  const folder = runPaths(projectDirectory, runId).directory;
  for (const name of await checkpointNames(folder)) {
    await rm(join(folder, name), { force: true });
  }
}

/** The state as the bytes of a file. */
export function encodeState(state: RunState): Uint8Array {
  const tensors = new Map([
    ...prefixed("trainer/", state.trainer?.weights),
    ...prefixed("slots/", state.trainer?.slots),
    ...prefixed("averages/", state.trainer?.averages),
    ...prefixed("best/", state.best?.weights),
  ]);
  const metadata: z.infer<typeof StateSchema> = {
    version: 1,
    phase: state.phase,
    phaseEpoch: state.phaseEpoch,
    epoch: state.epoch,
    trainerStep: state.trainer?.step ?? null,
    best: state.best && {
      epoch: state.best.epoch,
      phase: state.best.phase,
      validationLoss: state.best.validationLoss,
    },
    stopping: state.stopping,
    batchSize: state.batchSize,
    history: [...state.history],
    seconds: state.seconds,
  };
  return writeSafetensors(tensors, {
    metadata: { state: JSON.stringify(metadata) },
  });
}

/** @throws StudioError `weights/damaged` and what JSON and zod throw for a file that is no checkpoint */
export function decodeState(bytes: Uint8Array): RunState {
  const { tensors, metadata } = readSafetensors(bytes);
  const plain = StateSchema.parse(JSON.parse(metadata.get("state") ?? "null"));
  return {
    phase: plain.phase,
    phaseEpoch: plain.phaseEpoch,
    epoch: plain.epoch,
    trainer:
      plain.trainerStep === null
        ? null
        : {
            step: plain.trainerStep,
            weights: withoutPrefix("trainer/", tensors),
            slots: withoutPrefix("slots/", tensors),
            ...averagesOf(tensors),
          },
    best: plain.best && {
      ...plain.best,
      weights: withoutPrefix("best/", tensors),
    },
    stopping: plain.stopping,
    ...(plain.batchSize === undefined ? {} : { batchSize: plain.batchSize }),
    history: plain.history,
    seconds: plain.seconds,
  };
}

/** Left out where there are none, as in checkpoints from before there were any. */
function averagesOf(tensors: TensorMap): Pick<TrainerState, "averages"> {
  const averages = withoutPrefix("averages/", tensors);
  return averages.size === 0 ? {} : { averages };
}

/** Newest first. */
async function checkpointNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const epochOf = (name: string) => Number(NAME_PATTERN.exec(name)?.[1]);
  return names
    .filter((name) => NAME_PATTERN.test(name))
    .toSorted((a, b) => epochOf(b) - epochOf(a));
}

function prefixed(
  prefix: string,
  tensors: TensorMap | undefined,
): [string, Tensor][] {
  return [...(tensors ?? [])].map(([name, tensor]) => [prefix + name, tensor]);
}

function withoutPrefix(prefix: string, tensors: TensorMap): TensorMap {
  return new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}
