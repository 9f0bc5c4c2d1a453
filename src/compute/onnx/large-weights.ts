import { sizeOf, tensor, type Tensor } from "#engine/base/tensor.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import { slotNames } from "#engine/compute/optimizer-spec.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import { GraphWriter } from "./graph-writer.ts";
import { createUpdater, type UpdateGroup } from "./optimizers/weight-update.ts";
import type { Provider } from "./providers/provider.ts";
import {
  createSession,
  fromOrt,
  OrtTensor,
  type Session,
  type SessionOptions,
} from "./session.ts";
import type { StepGraph } from "./steps.ts";
import { updateGroup } from "./weight-packs.ts";

/**
 * Dense kernels with more numbers than this (16 MiB) stay where they are and are updated a few rows at a time. onnxruntime copies what
 * a graph gives back: with the first dense layer of VGG-16, 411 MB, in and out of it, a step needs 4.7 GB and with Adam 6.8 GB; this
 * way 1.0 and 1.4, in less time. The gradient of such a kernel, as large as itself, never exists either: the training graph gives its
 * two factors, X and G of XᵀG, which have the size of the batch, and the rows are multiplied out where they are needed.
 */
const LARGE = 2 ** 22;

/** Numbers of a block: it and what is computed from it stay in a core's cache. */
const BLOCK = 2 ** 18;

export interface LargeWeight {
  readonly key: string;
  /** In Keras's layout; the last axis are the units. */
  readonly shape: Shape;
  readonly rows: number;
  readonly units: number;
  readonly group: UpdateGroup;
  /** The step's input, and its value, whose gradient is the other factor. */
  readonly input: string;
  readonly output: string;
}

/** The large ones of the weights that learn, on the CPU; elsewhere weights should stay in the device's memory. */
export function planLargeWeights(
  graph: StepGraph,
  learns: (key: string) => boolean,
  weightOf: (key: string) => Tensor,
  rateFactors: TrainerRequest["rateFactors"],
  provider: Provider,
): readonly LargeWeight[] {
  if (provider !== "cpu") return [];
  const readings = Map.groupBy(
    graph.steps.filter((step) => step.kind === "dense"),
    ({ kernel }) => kernel.key,
  );
  return [...readings].flatMap(([key, [step, ...others]]) => {
    const { shape } = weightOf(key);
    const units = shape.at(-1) ?? 1;
    const rows = sizeOf(shape) / units;
    const [input = ""] = step?.inputs ?? [];
    const isAlone = step !== undefined && others.length === 0;
    if (!isAlone || sizeOf(shape) <= LARGE || !learns(key)) return [];
    const group = updateGroup(key, rateFactors);
    const output = step.name;
    return [{ key, shape, rows, units, group, input, output }];
  });
}

/** What a step of the training graph gives for large weights, and what all weights share. */
export interface LargeStep {
  /** [rows, batch] and [batch, units] of a weight. */
  factors(key: string): {
    readonly inputs: OrtTensor;
    readonly gradient: OrtTensor;
  };
  readonly learningRate: OrtTensor;
  readonly step: OrtTensor;
  readonly clipScale: OrtTensor | undefined;
}

type Options = Pick<
  TrainerRequest,
  "optimizer" | "weightDecay" | "averageDecay" | "clipNorm" | "batchSize"
>;

/** The names under which a block of a weight and what is remembered of it are updated. */
function partNames({ optimizer, averageDecay }: Options): readonly string[] {
  return [
    "weight",
    ...slotNames(optimizer),
    ...(averageDecay === undefined ? [] : ["average"]),
  ];
}

/** Large weights with their slots and averages, and the sessions that update them. */
export class LargeWeights {
  readonly #weights: readonly LargeWeight[];
  readonly #parts: readonly string[];
  /** By rate factor and decay. */
  readonly #sessions = new Map<string, Session>();
  /** `key/part` → all its rows. */
  readonly #values = new Map<string, Float32Array>();

  private constructor(weights: readonly LargeWeight[], options: Options) {
    this.#weights = weights;
    this.#parts = partNames(options);
  }

  static async open(
    weights: readonly LargeWeight[],
    options: Options,
    sessionOptions: SessionOptions,
  ): Promise<LargeWeights> {
    const large = new LargeWeights(weights, options);
    for (const { group } of weights) {
      if (large.#sessions.has(groupName(group))) continue;
      const bytes = emitUpdate(group, options);
      large.#sessions.set(
        groupName(group),
        await createSession(bytes, sessionOptions),
      );
    }
    return large;
  }

  /** Copies a part of every weight in; slots that are not set are zero. */
  set(part: string, valueOf: (key: string) => Tensor): void {
    for (const { key } of this.#weights)
      this.#values.set(`${key}/${part}`, valueOf(key).data.slice());
  }

  clear(part: string): void {
    for (const { key, rows, units } of this.#weights)
      this.#values.set(`${key}/${part}`, new Float32Array(rows * units));
  }

  /** Copies of a part, by weight key. */
  read(part: string): [string, Tensor][] {
    return this.#weights.map(({ key, shape }) => [
      key,
      tensor(shape, this.#part(key, part).slice()),
    ]);
  }

  /** The weights as the training graph is fed with them, without a copy. */
  feeds(): Record<string, OrtTensor> {
    return Object.fromEntries(
      this.#weights.map(({ key, rows, units }) => [
        key,
        new OrtTensor("float32", this.#part(key, "weight"), [rows, units]),
      ]),
    );
  }

  async update(step: LargeStep): Promise<void> {
    for (const weight of this.#weights) await this.#updateOne(weight, step);
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await session.dispose();
    this.#sessions.clear();
    this.#values.clear();
  }

  async #updateOne(weight: LargeWeight, step: LargeStep): Promise<void> {
    const { key, rows, units, group } = weight;
    const session = this.#sessions.get(groupName(group));
    const { inputs, gradient } = step.factors(key);
    const factors = fromOrt(inputs).data;
    const batch = factors.length / rows;
    const rowsAtOnce = Math.max(1, Math.floor(BLOCK / units));
    for (let row = 0; row < rows; row += rowsAtOnce) {
      const end = Math.min(rows, row + rowsAtOnce);
      const block = (data: Float32Array, width: number) =>
        new OrtTensor("float32", data.subarray(row * width, end * width), [
          end - row,
          width,
        ]);
      const parts = this.#parts.map(
        (part) => [part, this.#part(key, part)] as const,
      );
      const after = await session?.run({
        inputs: block(factors, batch),
        gradient,
        learningRate: step.learningRate,
        step: step.step,
        ...(step.clipScale ? { clipScale: step.clipScale } : {}),
        ...Object.fromEntries(
          parts.map(([part, data]) => [part, block(data, units)]),
        ),
      });
      for (const [part, data] of parts)
        data.set(fromOrt(after?.[`next:${part}`]).data, row * units);
    }
  }

  #part(key: string, part: string): Float32Array {
    const found = this.#values.get(`${key}/${part}`);
    if (found) return found;
    throw new TypeError(`The ${part} of "${key}" has not been set.`);
  }
}

function groupName({ decays, rateFactor }: UpdateGroup): string {
  return `${decays}@${rateFactor}`;
}

/** One block's gradient and update as an ONNX graph, for any number of rows and units. */
function emitUpdate(
  group: UpdateGroup,
  options: Options,
): Uint8Array<ArrayBuffer> {
  const writer = new GraphWriter("large-weight");
  const { batchSize, clipNorm } = options;
  const input = (name: string, shape: readonly (number | string)[]) =>
    writer.input(name, "float32", shape);
  const rows = input("inputs", ["rows", batchSize]);
  const gradient = input("gradient", [batchSize, "units"]);
  const update = createUpdater(writer, options, {
    learningRate: input("learningRate", []),
    step: input("step", []),
    clipScale: clipNorm === undefined ? undefined : input("clipScale", []),
  });
  const block = ["rows", "units"];
  const after = update(group, {
    weight: input("weight", block),
    gradient: writer.node("MatMul", [rows, gradient]),
    slots: Object.fromEntries(
      slotNames(options.optimizer).map((slot) => [slot, input(slot, block)]),
    ),
    average:
      options.averageDecay === undefined ? undefined : input("average", block),
  });
  const give = (part: string, value: string) =>
    writer.output(`next:${part}`, value, "float32", block);
  give("weight", after.weight);
  for (const [slot, value] of Object.entries(after.slots)) give(slot, value);
  if (after.average !== undefined) give("average", after.average);
  return writer.finish();
}
