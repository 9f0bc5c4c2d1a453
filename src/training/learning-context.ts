import type { Recipe } from "#api/recipe.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { Stopwatch, TrainingControl, TrainingEvents } from "./control.ts";
import type { LearningInputs } from "./learning-inputs.ts";
import type { PhaseName, RunState } from "./run-state.ts";
import type { Schedule } from "./schedules.ts";
import type { TrainingSet } from "./training-set.ts";

/** A part of a network learning for some epochs: head, upper blocks, or all of it. */
export interface LearningPhase {
  readonly name: PhaseName;
  /** Its input is the picture, or the features at the freeze boundary. */
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly trainableLayers: ReadonlySet<string>;
  readonly batchNormalization: "training" | "inference";
  readonly epochs: number;
  readonly schedule: Schedule;
  /** Layer → factor of its learning rate; default: 1 for all. */
  readonly rateFactors?: ReadonlyMap<string, number>;
  readonly inputs: LearningInputs;
  /**
   * While it learns, the input is multiplied by the factor; this kernel, which reads it, is multiplied too when the weights are put
   * into the network. Default: as it is.
   */
  readonly scaled?: { readonly factor: number; readonly kernel: string };
}

/** Learned weights as the network takes them, with the input as it is. */
export function toNetworkWeights(
  { scaled }: Pick<LearningPhase, "scaled">,
  weights: TensorMap,
): TensorMap {
  const kernel = scaled && weights.get(scaled.kernel);
  if (!kernel) return weights;
  const data = kernel.data.map((value) => value * scaled.factor);
  return new Map([...weights, [scaled.kernel, { ...kernel, data }]]);
}

/** What all phases of a run share. */
export interface LearningContext {
  readonly recipe: Recipe;
  readonly set: TrainingSet;
  /** Per class. */
  readonly classWeights: Float32Array;
  readonly executor: Executor;
  readonly threads?: number | undefined;
  readonly control: TrainingControl;
  readonly events: TrainingEvents;
  readonly stopwatch: Stopwatch;
  /** Bytes of memory that training may take now; default: what the computer has free. */
  readonly availableMemory?: () => number;
  /** Makes the state safe before anybody hears of the epoch. */
  readonly save: (state: RunState) => Promise<void>;
}

/** Pictures of a step: never more than there are, and fewer where memory does not suffice. */
export function batchSizeOf(
  recipe: Recipe,
  set: TrainingSet,
  state?: Pick<RunState, "batchSize">,
): number {
  return Math.min(state?.batchSize ?? recipe.batchSize, set.train.length);
}

/** As the recipe has it, which is what schedules are made for. */
export function stepsPerEpoch(recipe: Recipe, set: TrainingSet): number {
  return Math.ceil(set.train.length / batchSizeOf(recipe, set));
}
