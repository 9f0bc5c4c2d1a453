import { availableMemory } from "node:process";
import {
  estimateTrainingMemory,
  type MemoryEstimate,
} from "#engine/compute/memory-estimate.ts";
import { StudioError } from "#engine/base/errors.ts";
import {
  batchSizeOf,
  type LearningContext,
  type LearningPhase,
} from "./learning-context.ts";
import type { RunState } from "./run-state.ts";
import { trainerOptions } from "./trainer-options.ts";

/** What a phase is expected to take at a batch size. */
function phaseMemory(
  { graph, trainableLayers }: LearningPhase,
  { recipe }: Pick<LearningContext, "recipe">,
  batchSize: number,
): MemoryEstimate {
  const options = trainerOptions(recipe, graph);
  return estimateTrainingMemory({
    ...options,
    graph,
    trainableLayers,
    batchSize,
  });
}

/**
 * The state with a batch that is expected to fit into the memory that is free, halved as often as it takes; a person is told. Pictures
 * per step change what is learnt, so nothing else is changed with them: the learning rate stays.
 */
export function fitBatch(
  phase: LearningPhase,
  context: LearningContext,
  state: RunState,
): RunState {
  const free = (context.availableMemory ?? availableMemory)();
  const asked = batchSizeOf(context.recipe, context.set, state);
  const expected = phaseMemory(phase, context, asked).total;
  let batchSize = asked;
  while (batchSize > 1 && phaseMemory(phase, context, batchSize).total > free)
    batchSize = Math.floor(batchSize / 2);
  if (batchSize === asked) return state;
  context.events.onNotice?.(
    `Training with ${asked} examples per step needs about ${gigabytes(expected)} of memory, and ${gigabytes(free)} are free: it goes on with ${batchSize}, at the same learning rate.`,
  );
  return { ...state, batchSize };
}

/**
 * The state with half the pictures per step, after memory ran out; a person is told.
 * @throws StudioError `training/out-of-memory` when there is only one
 */
export function halveBatch(
  { recipe, set, events }: LearningContext,
  state: RunState,
  cause: unknown,
): RunState {
  const asked = batchSizeOf(recipe, set, state);
  const batchSize = Math.floor(asked / 2);
  if (batchSize < 1) {
    throw new StudioError(
      "training/out-of-memory",
      "Memory ran out although only one picture is computed per step. Choose a smaller input size or a smaller network, or close other programs.",
      { cause },
    );
  }
  events.onNotice?.(
    `Memory ran out with ${asked} examples per step: training goes on from the last full epoch with ${batchSize}, at the same learning rate.`,
  );
  return { ...state, batchSize };
}

function gigabytes(bytes: number): string {
  return bytes < 1e9
    ? `${Math.max(1, Math.round(bytes / 1e6))} MB`
    : `${(bytes / 1e9).toFixed(1)} GB`;
}
