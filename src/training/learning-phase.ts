import type { EpochMetrics } from "#api/training.ts";
import type { Trainer } from "#engine/compute/executor.ts";
import { afterEpoch, isBetter, shouldStop } from "./early-stopping.ts";
import {
  batchSizeOf,
  toNetworkWeights,
  type LearningContext,
  type LearningPhase,
} from "./learning-context.ts";
import { measureSplit } from "./measure-split.ts";
import type { PhaseName, RunState } from "./run-state.ts";
import { trainEpoch, type EpochSums } from "./train-epoch.ts";

export interface PhaseEnd {
  readonly state: RunState;
  /** `stopped`: asked to stop and keep the best. */
  readonly reason: "all-epochs" | "early-stopping" | "stopped";
}

/**
 * Trains a phase from where the state says to its end.
 * @throws CancelledError; the last saved state is then where to go on
 */
export async function learn(
  phase: LearningPhase,
  context: LearningContext,
  start: RunState,
): Promise<PhaseEnd> {
  const { recipe } = context;
  const trainer = await context.executor.createTrainer({
    graph: phase.graph,
    weights: phase.weights,
    trainableLayers: phase.trainableLayers,
    batchNormalization: phase.batchNormalization,
    optimizer:
      recipe.optimizer === "adam"
        ? { kind: "adam" }
        : { kind: "sgd", momentum: 0.9 },
    weightDecay: recipe.weightDecay,
    labelSmoothing: recipe.labelSmoothing,
    batchSize: batchSizeOf(recipe, context.set),
    seed: recipe.seed,
    ...(context.threads === undefined ? {} : { threads: context.threads }),
  });
  try {
    if (start.trainer) await trainer.setState(start.trainer);
    return await learnEpochs(phase, context, trainer, start);
  } finally {
    await trainer.dispose();
  }
}

async function learnEpochs(
  phase: LearningPhase,
  context: LearningContext,
  trainer: Trainer,
  start: RunState,
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
  const weights = toNetworkWeights(phase, trained.weights);
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
    seconds: context.stopwatch.seconds(),
  };
  return {
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
  const weights = toNetworkWeights(phase, trained.weights);
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
