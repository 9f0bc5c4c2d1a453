import { StudioError } from "#engine/base/errors.ts";
import { tensor, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import { dropoutMask } from "#engine/compute/dropout-masks.ts";
import type {
  StepResult,
  Trainer,
  TrainerRequest,
  TrainerState,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { blockSize } from "./blocked/block-size.ts";
import { CarriedTensors } from "./carried-tensors.ts";
import { requireWeight } from "./fold.ts";
import { LargeWeights } from "./large-weights.ts";
import { fillPack, readPack, type Pack } from "./packing.ts";
import {
  createSession,
  fromOrt,
  OrtTensor,
  toOrt,
  type Session,
  type SessionOptions,
} from "./session.ts";
import { emitTrainingModel, type TrainingModel } from "./training-model.ts";

/**
 * A training session. Weights and slots stay in onnxruntime's tensors: what one step gives back is fed to the next without a
 * copy. The same request and batches give the same bits on every run.
 * @throws StudioError `graph/…`, `weights/…`, `compute/…`
 */
export async function createTrainer(
  request: TrainerRequest,
  options: SessionOptions = {},
): Promise<Trainer> {
  const trainer = new OnnxTrainer(request, options);
  try {
    await trainer.open(request.weights);
    return trainer;
  } catch (error) {
    // Memory may have run out when the session was there already.
    await trainer.dispose();
    throw error;
  }
}

class OnnxTrainer implements Trainer {
  readonly #request: TrainerRequest;
  readonly #options: SessionOptions;
  #session: Session | undefined;
  #model: TrainingModel | undefined;
  #large: LargeWeights | undefined;
  /** Every weight of the graph; those that change are stale here and live in `#carried`. */
  #weights: TensorMap = new Map();
  /** Packs of weights, slots and averages, by input name: what the next step is fed. */
  readonly #carried: CarriedTensors;
  #step = 0;

  constructor(request: TrainerRequest, options: SessionOptions) {
    this.#request = request;
    this.#options = { threads: request.threads, ...options };
    this.#carried = new CarriedTensors(this.#options);
  }

  /** Emits and loads the model for these weights; slots start at zero. */
  async open(weights: TensorMap): Promise<void> {
    checkWeights(this.#request.graph, weights);
    const model = emitTrainingModel(
      { ...this.#request, weights },
      {
        provider: this.#options.provider,
        block: await blockSize(this.#options),
      },
    );
    const session = await createSession(model.bytes, {
      ...this.#options,
      deviceOutputs: this.#carried.deviceOutputs(carriedNames(model)),
    });
    await this.dispose();
    this.#session = session;
    this.#model = model;
    this.#large = await LargeWeights.open(
      model.large,
      this.#request,
      this.#options,
    );
    this.#setWeights(weights);
    for (const [input, pack] of slotInputs(model)) {
      this.#carried.set(input, new Float32Array(pack.size));
    }
    for (const slot of model.slots) this.#large?.clear(slot);
    this.#setAverages(weights);
  }

  async step(batch: TrainingBatch): Promise<StepResult> {
    const { session, model, large } = this.#opened();
    const { seed } = this.#request;
    const learningRate = scalar(batch.learningRate);
    const step = scalar(this.#step + 1);
    const feeds: Record<string, OrtTensor> = {
      ...this.#carried.feeds(),
      ...large.feeds(),
      input: toOrt(this.#checked(batch.input, "pictures")),
      labels: toOrt(this.#checked(batch.labels, "labels")),
      sampleWeights: toOrt(
        this.#checked(batch.sampleWeights, "sample weights"),
      ),
      learningRate,
      step,
    };
    for (const { layer, rate, shape } of model.masks) {
      const key = { seed, step: this.#step, layer };
      feeds[`mask:${layer}`] = toOrt(dropoutMask(shape, key, rate));
    }
    const results = await session.run(feeds);
    this.#carried.take(results);
    await large.update({
      factors: (key) => ({
        inputs: results[`inputs:${key}`] ?? missing(`inputs:${key}`),
        gradient: results[`gradient:${key}`] ?? missing(`gradient:${key}`),
      }),
      learningRate,
      step,
      clipScale: results["clipScale"],
    });
    this.#step++;
    return {
      loss: fromOrt(results["loss"]).data[0] ?? Number.NaN,
      probabilities: fromOrt(results["probabilities"]),
    };
  }

  async getState(): Promise<TrainerState> {
    const { model, large } = this.#opened();
    const weights = new Map<string, Tensor>(
      weightSpecs(this.#request.graph).map(({ name }) => {
        const { shape, data } = requireWeight(this.#weights, name);
        return [name, tensor(shape, data.slice())];
      }),
    );
    const carried = await this.#carried.read();
    const numbers = (input: string) => carried.get(input) ?? missing(input);
    for (const pack of [...model.weights, ...model.averages]) {
      for (const [key, value] of readPack(pack, numbers(pack.name))) {
        weights.set(key, value);
      }
    }
    large.read("weight").forEach(([key, value]) => weights.set(key, value));
    const slots = new Map([
      ...slotInputs(model).flatMap(([input, pack, slot]) =>
        readPack(pack, numbers(input)).map(
          ([key, value]) => [`${key}/${slot}`, value] as const,
        ),
      ),
      ...model.slots.flatMap((slot) =>
        large
          .read(slot)
          .map(([key, value]) => [`${key}/${slot}`, value] as const),
      ),
    ]);
    const averages = [
      ...averageInputs(model).flatMap(([input, pack]) =>
        readPack(pack, numbers(input)),
      ),
      ...(model.keepsAverages ? large.read("average") : []),
    ];
    return {
      step: this.#step,
      weights,
      slots,
      ...(model.keepsAverages ? { averages: new Map(averages) } : {}),
    };
  }

  async setState(state: TrainerState): Promise<void> {
    const { model } = this.#opened();
    checkWeights(this.#request.graph, state.weights);
    const changing = new Set(
      [...model.weights, ...model.averages].flatMap(({ segments }) =>
        segments.map(({ reference }) => reference.key),
      ),
    );
    model.large.forEach(({ key }) => changing.add(key));
    const isSameBase = weightSpecs(this.#request.graph).every(
      ({ name }) =>
        changing.has(name) ||
        haveEqualBits(
          requireWeight(this.#weights, name),
          requireWeight(state.weights, name),
        ),
    );
    // Frozen weights are constants of the model, so other ones need another model.
    if (isSameBase) this.#setWeights(state.weights);
    else await this.open(state.weights);
    for (const [input, pack, slot] of slotInputs(model)) {
      this.#carried.set(
        input,
        fillPack(pack, (key) => requireSlot(state, `${key}/${slot}`)),
      );
    }
    for (const slot of model.slots) {
      this.#large?.set(slot, (key) => requireSlot(state, `${key}/${slot}`));
    }
    if (model.keepsAverages) this.#setAverages(requireAverages(state));
    this.#step = state.step;
  }

  async dispose(): Promise<void> {
    await this.#session?.dispose();
    this.#session = undefined;
    await this.#large?.dispose();
    this.#large = undefined;
    this.#carried.dispose();
  }

  #setWeights(weights: TensorMap): void {
    const { model, large } = this.#opened();
    this.#weights = weights;
    large.set("weight", (key) => requireWeight(weights, key));
    for (const pack of [...model.weights, ...model.averages]) {
      this.#carried.set(
        pack.name,
        fillPack(pack, (key) => requireWeight(weights, key)),
      );
    }
  }

  #setAverages(averages: TensorMap): void {
    const { model, large } = this.#opened();
    if (model.keepsAverages)
      large.set("average", (key) => requireWeight(averages, key));
    for (const [input, pack] of averageInputs(model)) {
      this.#carried.set(
        input,
        fillPack(pack, (key) => requireWeight(averages, key)),
      );
    }
  }

  #opened(): { session: Session; model: TrainingModel; large: LargeWeights } {
    if (this.#session && this.#model && this.#large)
      return {
        session: this.#session,
        model: this.#model,
        large: this.#large,
      };
    throw new StudioError(
      "compute/disposed",
      "Expected a trainer that is open. Received one that was disposed. Create a new one.",
    );
  }

  #checked(value: Tensor, what: string): Tensor {
    const { batchSize } = this.#request;
    if (value.shape[0] === batchSize) return value;
    throw new StudioError(
      "compute/wrong-batch",
      `Expected ${what} for a batch of ${batchSize}. Received the shape [${value.shape.join(", ")}]. Fill a smaller batch up with pictures of sample weight 0.`,
    );
  }
}

function scalar(value: number): OrtTensor {
  return new OrtTensor("float32", Float32Array.of(value), []);
}

/** Inputs that are fed what the step before gave back. */
function carriedNames(model: TrainingModel): readonly string[] {
  return [
    ...[...model.weights, ...model.averages].map(({ name }) => name),
    ...slotInputs(model).map(([input]) => input),
    ...averageInputs(model).map(([input]) => input),
  ];
}

/** Input, pack and slot of everything that the optimizer remembers. */
function slotInputs(
  model: TrainingModel,
): [input: string, pack: Pack, slot: string][] {
  return model.slots.flatMap((slot) =>
    model.weights.map((pack): [string, Pack, string] => [
      `${slot}:${pack.name}`,
      pack,
      slot,
    ]),
  );
}

/** Input and pack of every moving average of weights. */
function averageInputs(
  model: TrainingModel,
): readonly (readonly [input: string, pack: Pack])[] {
  if (!model.keepsAverages) return [];
  return model.weights.map((pack) => [`average:${pack.name}`, pack]);
}

function requireAverages({ averages }: TrainerState): TensorMap {
  if (averages) return averages;
  throw new StudioError(
    "compute/wrong-state",
    "Expected moving averages of the weights in the checkpoint. There are none. Continue without averaging, as the run began.",
  );
}

function requireSlot(state: TrainerState, name: string): Tensor {
  const slot = state.slots.get(name);
  if (slot) return slot;
  throw new StudioError(
    "compute/wrong-state",
    `Expected the optimizer's value "${name}" in the checkpoint. Received ${state.slots.size} others. Continue with the optimizer that the run began with.`,
  );
}

function haveEqualBits(a: Tensor, b: Tensor): boolean {
  if (a.data === b.data) return true;
  const left = new Uint32Array(a.data.buffer, a.data.byteOffset, a.data.length);
  const right = new Uint32Array(
    b.data.buffer,
    b.data.byteOffset,
    b.data.length,
  );
  return (
    left.length === right.length && left.every((bits, i) => bits === right[i])
  );
}

function missing(name: string): never {
  throw new TypeError(`Expected the training graph to give back ${name}.`);
}
