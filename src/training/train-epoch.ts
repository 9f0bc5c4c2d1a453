import { StudioError } from "#engine/base/errors.ts";
import { createRandom, shuffled } from "#engine/base/random.ts";
import { zeros, type Tensor } from "#engine/base/tensor.ts";
import type { Trainer } from "#engine/compute/executor.ts";
import { indexOfLargest } from "#engine/evaluation/scored-labels.ts";
import { inBatches } from "./compute-features.ts";
import { betweenSteps } from "./control.ts";
import {
  batchSizeOf,
  stepsPerEpoch,
  type LearningContext,
  type LearningPhase,
} from "./learning-context.ts";
import { writeLabel, type MixedLabel } from "./mixing.ts";
import { prefetched } from "./prefetched.ts";
import type { RunState } from "./run-state.ts";
import type { Sample } from "./training-set.ts";

/** What the pictures of an epoch added up to. */
export interface EpochSums {
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
}

/** One pass over the training pictures in an order drawn from (seed, epoch). */
export async function trainEpoch(
  phase: LearningPhase,
  context: LearningContext,
  trainer: Trainer,
  state: RunState,
): Promise<EpochSums | "stopped"> {
  const { recipe, set, control, stopwatch } = context;
  const epoch = state.epoch + 1;
  const order = shuffled(set.train, createRandom(recipe.seed, "order", epoch));
  const batchSize = batchSizeOf(recipe, set, state);
  const batches = inBatches(order, batchSize);
  const firstStep = state.phaseEpoch * batches.length;
  // Smaller batches are more steps; the schedule keeps its course over the epochs.
  const pace = stepsPerEpoch(recipe, set) / batches.length;
  const steps = new StepReporter(context, state, batches.length);
  const began = stopwatch.seconds();
  let [lossSum, weightSum, correct, learningRate] = [0, 0, 0, 0];
  const inputs = prefetched(batches, (batch) =>
    readScaled(phase, padded(batch, order, batchSize), epoch),
  );
  let index = 0;
  for await (const { item: batch, value: input } of inputs) {
    await stopwatch.hold(() => betweenSteps(control));
    if (control.isStopRequested()) return "stopped";
    learningRate = phase.schedule((firstStep + index++) * pace);
    const { labels, sampleWeights, weight } = targets(
      batch,
      input,
      context,
      (sample) => phase.inputs.mixedLabel?.(sample, epoch) ?? null,
    );
    const { loss, probabilities } = await trainer.step({
      input,
      labels,
      sampleWeights,
      learningRate,
    });
    if (!Number.isFinite(loss)) throw diverged(epoch, learningRate);
    const right = countRight(labels, batch.length, probabilities);
    lossSum += loss * weight;
    weightSum += weight;
    correct += right;
    steps.add(loss, right, batch.length);
  }
  return {
    loss: lossSum / weightSum,
    accuracy: correct / set.train.length,
    learningRate,
    imagesPerSecond: set.train.length / (stopwatch.seconds() - began),
  };
}

async function readScaled(
  { inputs, scaled }: LearningPhase,
  samples: readonly Sample[],
  epoch: number,
): Promise<Tensor> {
  const input = await inputs.readTrain(samples, epoch);
  const factor = scaled?.factor ?? 1;
  if (factor === 1) return input;
  return { ...input, data: input.data.map((value) => value * factor) };
}

function diverged(epoch: number, learningRate: number): StudioError {
  return new StudioError(
    "training/diverged",
    `The loss should be a number, but in epoch ${epoch} at learning rate ${learningRate.toPrecision(2)} it grew beyond all bounds. Start again with a smaller learning rate, such as a third of it.`,
  );
}

/** The last batch is filled up with other training pictures, which weigh nothing. */
function padded(
  batch: readonly Sample[],
  order: readonly Sample[],
  batchSize: number,
): Sample[] {
  return [...batch, ...order.slice(0, batchSize - batch.length)];
}

/** Labels are probabilities: one class for sure, or shares of two where pictures are mixed; so are the classes' weights. */
function targets(
  batch: readonly Sample[],
  input: Tensor,
  context: LearningContext,
  mixedLabel: (sample: Sample) => MixedLabel | null,
) {
  const rows = input.shape[0] as number;
  const classCount = context.set.classes.length;
  const labels = zeros([rows, classCount]);
  const sampleWeights = zeros([rows]);
  let weight = 0;
  for (let row = 0; row < rows; row++) {
    const sample = batch[row];
    const start = row * classCount;
    const shares = labels.data.subarray(start, start + classCount);
    const mixed = sample ? mixedLabel(sample) : null;
    writeLabel(shares, sample?.label ?? 0, mixed);
    if (!sample) continue;
    const own = weightOf(sample, mixed, context.classWeights);
    sampleWeights.data[row] = own;
    weight += own;
  }
  return { labels, sampleWeights, weight };
}

function weightOf(
  { label }: Sample,
  mixed: MixedLabel | null,
  classWeights: Float32Array,
): number {
  const own = classWeights[label] as number;
  if (mixed === null) return own;
  const other = classWeights[mixed.partner] as number;
  return mixed.share * own + (1 - mixed.share) * other;
}

/** Where the answer is the class with the largest share of the label. */
function countRight(
  labels: Tensor,
  rows: number,
  probabilities: Tensor,
): number {
  const classCount = probabilities.shape[1] as number;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const [start, end] = [row * classCount, (row + 1) * classCount];
    const answer = indexOfLargest(probabilities.data, start, end);
    if (answer === indexOfLargest(labels.data, start, end)) right++;
  }
  return right;
}

const STEP_INTERVAL_MS = 100;

/** Gathers steps and tells them as a mean, ten times a second. */
class StepReporter {
  readonly #context: LearningContext;
  readonly #state: RunState;
  readonly #stepsPerEpoch: number;
  #step = 0;
  #loss = 0;
  #right = 0;
  #pictures = 0;
  #gathered = 0;
  #toldAt = performance.now();

  constructor(context: LearningContext, state: RunState, stepsInEpoch: number) {
    this.#context = context;
    this.#state = state;
    this.#stepsPerEpoch = stepsInEpoch;
  }

  add(loss: number, right: number, pictures: number): void {
    this.#step++;
    this.#gathered++;
    this.#loss += loss;
    this.#right += right;
    this.#pictures += pictures;
    if (performance.now() - this.#toldAt < STEP_INTERVAL_MS) return;
    this.#context.events.onStep?.({
      step: this.#state.epoch * this.#stepsPerEpoch + this.#step,
      epoch: this.#state.epoch + this.#step / this.#stepsPerEpoch,
      loss: this.#loss / this.#gathered,
      accuracy: this.#right / this.#pictures,
    });
    this.#toldAt = performance.now();
    this.#loss = this.#right = this.#pictures = this.#gathered = 0;
  }
}
