import type { EpochMetrics } from "#api/training.ts";
import { averagedWeights, type Trainer } from "#engine/compute/executor.ts";
import { isOutOfMemory } from "#engine/compute/out-of-memory.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { afterEpoch, isBetter, shouldStop } from "./early-stopping.ts";
import { fitBatch, halveBatch } from "./fit-memory.ts";
import {
  batchSizeOf,
  toNetworkWeights,
  type LearningContext,
  type LearningPhase,
} from "./learning-context.ts";
import { measureSplit } from "./measure-split.ts";
import type { PhaseName, RunState } from "./run-state.ts";
import { trainEpoch, type EpochSums } from "./train-epoch.ts";
import { trainerOptions } from "./trainer-options.ts";

export interface PhaseEnd {
  readonly state: RunState;
  /** `stopped`: asked to stop and keep the best. */
  readonly reason: "all-epochs" | "early-stopping" | "stopped";
}

/**
 * Trains a phase from where the state says to its end. Where memory does not suffice, it goes on from the last full epoch with half
 * the pictures per step, and says so.
 * @throws CancelledError; the last saved state is then where to go on. StudioError `training/out-of-memory`
 */
export async function learn(
  phase: LearningPhase,
  context: LearningContext,
  start: RunState,
): Promise<PhaseEnd> {
  let state = fitBatch(phase, context, start);
  const reach = (reached: RunState) => {
    state = reached;
  };
  for (;;) {
    try {
      return await learnAtBatchSize(phase, context, state, reach);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      state = halveBatch(context, state, error);
      collectGarbage();
      await context.save(state);
    }
  }
}

async function learnAtBatchSize(
  phase: LearningPhase,
  context: LearningContext,
  start: RunState,
  reach: (state: RunState) => void,
): Promise<PhaseEnd> {
  const { recipe, set, threads } = context;
  const trainer = await context.executor.createTrainer({
    graph: phase.graph,
    weights: phase.weights,
    trainableLayers: phase.trainableLayers,
    batchNormalization: phase.batchNormalization,
    ...trainerOptions(recipe, phase.graph),
    ...(phase.rateFactors ? { rateFactors: phase.rateFactors } : {}),
    batchSize: batchSizeOf(recipe, set, start),
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    if (start.trainer) await trainer.setState(start.trainer);
    return await learnEpochs(phase, context, trainer, start, reach);
  } finally {
    await trainer.dispose();
  }
}

async function learnEpochs(
  phase: LearningPhase,
  context: LearningContext,
  trainer: Trainer,
  start: RunState,
  reach: (state: RunState) => void,
): Promise<PhaseEnd> {
  let state = start;
  while (state.phaseEpoch < phase.epochs) {
    if (shouldStop(state.stopping, context.recipe.earlyStopping)) {
      return { state, reason: "early-stopping" };
    }
    reportEpochs(phase, context, state.phaseEpoch);
    const epoch = await trainEpoch(phase, context, trainer, state);
    if (epoch === "stopped") {
      return {
        state: await keepSomething(phase, trainer, state),
        reason: "stopped",
      };
    }
    state = await closeEpoch(phase, context, trainer, state, epoch);
    await context.save(state);
    reach(state);
    context.events.onEpoch?.(state.history.at(-1) as EpochMetrics);
  }
  reportEpochs(phase, context, state.phaseEpoch);
  return { state, reason: "all-epochs" };
}

/** Validates, compares with the best, writes the epoch's line. */
async function closeEpoch(
  phase: LearningPhase,
  context: LearningContext,
  trainer: Trainer,
  state: RunState,
  sums: EpochSums,
): Promise<RunState> {
  const trained = await trainer.getState();
  const weights = toNetworkWeights(phase, averagedWeights(trained));
  const validation = await measureSplit({
    executor: context.executor,
    threads: context.threads,
    graph: phase.graph,
    weights,
    read: (samples) => phase.inputs.readPlain(samples),
    samples: context.set.validation,
    classCount: context.set.classes.length,
    control: context.control,
  });
  const epoch = state.epoch + 1;
  // Without validation pictures the last weights are the best there are.
  const better =
    validation === null || isBetter(validation.loss, state.stopping.leastLoss);
  const metrics: EpochMetrics = {
    epoch,
    phase: phase.name,
    trainLoss: sums.loss,
    trainAccuracy: sums.accuracy,
    validationLoss: validation?.loss ?? null,
    validationAccuracy: validation?.accuracy ?? null,
    learningRate: sums.learningRate,
    imagesPerSecond: sums.imagesPerSecond,
    ...(state.batchSize === undefined ? {} : { batchSize: state.batchSize }),
    seconds: context.stopwatch.seconds(),
  };
  return {
    ...state,
    phase: phase.name,
    phaseEpoch: state.phaseEpoch + 1,
    epoch,
    trainer: trained,
    best: better
      ? {
          epoch,
          phase: phase.name,
          validationLoss: validation?.loss ?? null,
          weights,
        }
      : state.best,
    stopping: validation
      ? afterEpoch(state.stopping, validation.loss)
      : state.stopping,
    history: [...state.history, metrics],
    seconds: metrics.seconds,
  };
}

/** Stopped before the first epoch's end: the weights as they are now are the best there are. */
async function keepSomething(
  phase: LearningPhase,
  trainer: Trainer,
  state: RunState,
): Promise<RunState> {
  if (state.best) return state;
  const trained = await trainer.getState();
  const weights = toNetworkWeights(phase, averagedWeights(trained));
  const best = { epoch: 0, phase: phase.name, validationLoss: null, weights };
  return { ...state, best };
}

const PHASE_TITLES = {
  head: "Training the head",
  "fine-tuning": "Fine-tuning",
  scratch: "Training",
} satisfies Record<PhaseName, string>;

function reportEpochs(
  phase: LearningPhase,
  context: LearningContext,
  done: number,
): void {
  context.events.onProgress?.({
    phase: PHASE_TITLES[phase.name],
    done,
    total: phase.epochs,
    unit: "epochs",
  });
}
