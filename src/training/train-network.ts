import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";

import { RecipeSchema, type Recipe } from "#api/recipe.ts";
import type { EpochMetrics, SplitMetrics } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { projectPaths, runPaths } from "#engine/storage/project-paths.ts";
import {
  deleteCheckpoints,
  loadCheckpoint,
  saveCheckpoint,
} from "./checkpoint.ts";
import { classWeights } from "./class-weights.ts";
import {
  Stopwatch,
  type TrainingControl,
  type TrainingEvents,
} from "./control.ts";
import { openFineTuning } from "./fine-tuning.ts";
import { openHeadTraining } from "./head-training.ts";
import { appendHistory, writeHistory } from "./history-file.ts";
import type { LearningContext } from "./learning-context.ts";
import { learn } from "./learning-phase.ts";
import { measureSplit } from "./measure-split.ts";
import type { OpenPhase, PhaseRequest } from "./phase-request.ts";
import type { PictureReader } from "./picture-reader.ts";
import {
  readRunConfig,
  writeBestWeights,
  writeRunConfig,
  type RunConfig,
} from "./run-files.ts";
import {
  startOfPhase,
  startOfRun,
  type BestWeights,
  type PhaseName,
  type RunState,
} from "./run-state.ts";
import { openScratchTraining } from "./scratch-training.ts";
import {
  hashWeights,
  toClassifier,
  type ClassifierNetwork,
  type StartingNetwork,
} from "./starting-network.ts";
import { countPerClass, labelsOf, type TrainingSet } from "./training-set.ts";

export interface TrainNetworkRequest {
  readonly projectDirectory: string;
  readonly runId: string;
  readonly recipe: Recipe;
  readonly set: TrainingSet;
  readonly start: StartingNetwork;
  readonly pictures: PictureReader;
  readonly executor: Executor;
  readonly threads?: number | undefined;
  /** Bytes that the features of this run may take on disk; default 4 GB. */
  readonly featureBudgetBytes?: number | undefined;
  /** Bytes of memory that training may take; default: what the computer has free when a phase begins. */
  readonly availableMemory?: () => number;
  readonly control: TrainingControl;
  readonly events: TrainingEvents;
}

export interface TrainResult {
  /** `stopped`: ended early on request, with the best weights so far. */
  readonly status: "finished" | "stopped";
  readonly epoch: number;
  readonly bestEpoch: number | null;
  readonly metrics: {
    readonly train: SplitMetrics | null;
    readonly validation: SplitMetrics | null;
  };
  /** Of training, pauses left out. */
  readonly seconds: number;
}

const DEFAULT_FEATURE_BUDGET = 4e9;

/**
 * Trains a run from its start, or from its last checkpoint when it has one, to its end, and writes its files: config.json,
 * history.jsonl, checkpoints on the way, best.safetensors at the end. The same request gives the same numbers, interrupted or not.
 * @throws CancelledError, StudioError `training/changed-since` when pictures, recipe or starting weights are not those of the checkpoint
 */
export async function trainNetwork(
  request: TrainNetworkRequest,
): Promise<TrainResult> {
  const { projectDirectory, runId, recipe, set } = request;
  const paths = runPaths(projectDirectory, runId);
  await mkdir(paths.directory, { recursive: true });
  const network = toClassifier(request.start, set.classes.length, recipe);
  const config = runConfig(request, network);
  const checkpoint = await loadCheckpoint(projectDirectory, runId);
  if (checkpoint) await checkUnchanged(request, config);
  else await writeRunConfig(projectDirectory, runId, config);
  const firstPhase = recipe.method === "scratch" ? "scratch" : "head";
  const state = checkpoint ?? startOfRun(firstPhase);
  await writeHistory(paths.history, state.history);

  const context = learningContext(request, state);
  const run = new NetworkRun(request, network, context);
  const { end, stopped } = await run.learnPhases(state);
  const best = end.best as BestWeights;
  await writeBestWeights(
    projectDirectory,
    runId,
    run.wholeWeights(best.weights),
  );
  const metrics = await run.measureBest(best);
  await deleteCheckpoints(projectDirectory, runId);
  return {
    status: stopped ? "stopped" : "finished",
    epoch: end.epoch,
    bestEpoch: best.epoch === 0 ? null : best.epoch,
    metrics,
    seconds: context.stopwatch.seconds(),
  };
}

/** One run under way: its phases one after the other. */
class NetworkRun {
  readonly #request: TrainNetworkRequest;
  readonly #network: ClassifierNetwork;
  readonly #context: LearningContext;

  constructor(
    request: TrainNetworkRequest,
    network: ClassifierNetwork,
    context: LearningContext,
  ) {
    this.#request = request;
    this.#network = network;
    this.#context = context;
  }

  async learnPhases(
    start: RunState,
  ): Promise<{ end: RunState; stopped: boolean }> {
    const phases = phasesOf(this.#request.recipe);
    let state = start;
    for (const name of phases.slice(phases.indexOf(start.phase))) {
      if (state.phase !== name) {
        state = startOfPhase(state, name);
        await this.#context.save(state);
      }
      const open = await this.#openPhase(name, state);
      try {
        const { state: end, reason } = await learn(
          open.phase,
          this.#context,
          state,
        );
        state = end;
        if (reason === "stopped") return { end: state, stopped: true };
      } finally {
        await open.close();
      }
    }
    return { end: state, stopped: false };
  }

  /** The weights of the whole network when a part of it has these. */
  wholeWeights(learned: TensorMap): TensorMap {
    return new Map([...this.#network.weights, ...learned]);
  }

  /** Final figures of the best weights, without augmentation and dropout, on the inputs of the phase that they come from. */
  async measureBest(best: BestWeights): Promise<TrainResult["metrics"]> {
    const { set, executor, threads, control } = this.#context;
    const { phase, close } = await this.#openPhase(best.phase, null);
    try {
      const measure = (samples: TrainingSet["train"]) =>
        measureSplit({
          executor,
          threads,
          graph: phase.graph,
          weights: best.weights,
          read: (batch) => phase.inputs.readPlain(batch),
          samples,
          classCount: set.classes.length,
          control,
        });
      return {
        train: await measure(set.train),
        validation: await measure(set.validation),
      };
    } finally {
      await close();
    }
  }

  /** Fine-tuning starts from the best weights so far. */
  async #openPhase(
    name: PhaseName,
    state: RunState | null,
  ): Promise<OpenPhase> {
    const request = this.#request;
    const weights =
      name === "fine-tuning" && state?.best
        ? this.wholeWeights(state.best.weights)
        : this.#network.weights;
    const phaseRequest: PhaseRequest = {
      network: { ...this.#network, weights },
      preprocessing: request.start.preprocessing,
      pictures: request.pictures,
      folder: projectPaths(request.projectDirectory).features,
      featureBudgetBytes: request.featureBudgetBytes ?? DEFAULT_FEATURE_BUDGET,
    };
    if (name === "head") return openHeadTraining(phaseRequest, this.#context);
    if (name === "fine-tuning") {
      return openFineTuning(phaseRequest, this.#context);
    }
    return openScratchTraining(phaseRequest, this.#context);
  }
}

function phasesOf(recipe: Recipe): PhaseName[] {
  if (recipe.method === "scratch") return ["scratch"];
  const { blocks, epochs } = recipe.fineTuning;
  return blocks > 0 && epochs > 0 ? ["head", "fine-tuning"] : ["head"];
}

function learningContext(
  request: TrainNetworkRequest,
  state: RunState,
): LearningContext {
  const { projectDirectory, runId, recipe, set } = request;
  const counts = countPerClass(labelsOf(set.train), set.classes.length);
  const { history } = runPaths(projectDirectory, runId);
  let written = state.history.length;
  return {
    recipe,
    set,
    classWeights: classWeights(counts, recipe.classWeights),
    executor: request.executor,
    threads: request.threads,
    ...(request.availableMemory
      ? { availableMemory: request.availableMemory }
      : {}),
    control: request.control,
    events: request.events,
    stopwatch: new Stopwatch(state.seconds),
    save: async (next) => {
      await saveCheckpoint(projectDirectory, runId, next);
      for (; written < next.history.length; written++) {
        await appendHistory(history, next.history[written] as EpochMetrics);
      }
    },
  };
}

function runConfig(
  { recipe, set, start }: TrainNetworkRequest,
  network: ClassifierNetwork,
): RunConfig {
  const samples = [set.train, set.validation].map((side) =>
    side.map(({ sha256, label }) => [sha256, label]),
  );
  return {
    version: 1,
    recipe,
    classes: set.classes.map(({ id, name }) => ({ id, name })),
    modelName: start.name,
    graph: network.graph,
    preprocessing: start.preprocessing,
    startingWeightsHash: hashWeights(start.weights),
    samplesHash: createHash("sha256")
      .update(JSON.stringify(samples))
      .digest("hex"),
  };
}

/** A run goes on only as what it was. */
async function checkUnchanged(
  { projectDirectory, runId }: TrainNetworkRequest,
  now: RunConfig,
): Promise<void> {
  const then = await readRunConfig(projectDirectory, runId);
  const changed = [
    then.samplesHash === now.samplesHash ? null : "pictures or labels",
    then.startingWeightsHash === now.startingWeightsHash
      ? null
      : "the weights that it started from",
    // Through the schema, so that the order of the fields does not matter.
    JSON.stringify(then.recipe) ===
    JSON.stringify(RecipeSchema.parse(now.recipe))
      ? null
      : "the recipe",
  ].filter((what) => what !== null);
  if (changed.length === 0) return;
  throw new StudioError(
    "training/changed-since",
    `The run should go on where it was interrupted, but since then there were changes: ${changed.join(", ")}. Undo them, or start a new training.`,
  );
}
