import type { EpochMetrics } from "#api/training.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import type { TrainerState } from "#engine/compute/executor.ts";
import {
  EARLY_STOPPING_START,
  type EarlyStoppingState,
} from "./early-stopping.ts";

export type PhaseName = EpochMetrics["phase"];

/** The weights with the least validation loss so far. */
export interface BestWeights {
  /** Over the whole run; 0: before the first full epoch. */
  readonly epoch: number;
  readonly phase: PhaseName;
  readonly validationLoss: number | null;
  /** Of the part of the network that learned in that phase, as the network takes them. */
  readonly weights: TensorMap;
}

/** Everything that a run needs to go on bit for bit; what a checkpoint holds. */
export interface RunState {
  readonly phase: PhaseName;
  /** Epochs done in this phase. */
  readonly phaseEpoch: number;
  /** Epochs done in the whole run. */
  readonly epoch: number;
  /** Null at the start of a phase. */
  readonly trainer: TrainerState | null;
  readonly best: BestWeights | null;
  readonly stopping: EarlyStoppingState;
  /** Pictures per step where memory did not suffice for as many as the recipe says; else left out. */
  readonly batchSize?: number | undefined;
  readonly history: readonly EpochMetrics[];
  /** Of training, pauses left out. */
  readonly seconds: number;
}

export function startOfRun(phase: PhaseName): RunState {
  return {
    phase,
    phaseEpoch: 0,
    epoch: 0,
    trainer: null,
    best: null,
    stopping: EARLY_STOPPING_START,
    history: [],
    seconds: 0,
  };
}

/** The next phase begins: the trainer and the patience start anew, the best so far stays. */
export function startOfPhase(state: RunState, phase: PhaseName): RunState {
  return {
    ...state,
    phase,
    phaseEpoch: 0,
    trainer: null,
    stopping: { ...state.stopping, epochsSince: 0 },
  };
}
