import * as tf from "@tensorflow/tfjs";
import { StudioError } from "#engine/base/errors.ts";
import { zeros, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import { decays, slotNames } from "#engine/compute/optimizer-spec.ts";
import type { WeightSpec } from "#engine/graph/weights.ts";
import { fromTfjs, toTfjs } from "./backend.ts";
import { valueOf } from "./evaluate-graph.ts";
import { clipScale, updateWeight } from "./optimizer.ts";
import { groupParts, pack, unpack } from "./packing.ts";

/** Weights that are updated together, as one vector where there are several. */
interface Group {
  readonly parts: readonly WeightSpec[];
  readonly weight: tf.Tensor;
  readonly slots: Readonly<Record<string, tf.Tensor>>;
  readonly average: tf.Tensor | undefined;
}

/** The optimizer's side of a training session: it moves weights along their gradients and remembers what it needs. */
export interface Learner {
  /**
   * Moves the weights in the store by one step.
   * @param gradients in the order of the weights that learn; disposed here
   * @param step number of this step, from 1
   */
  learn(
    gradients: readonly tf.Tensor[],
    learningRate: number,
    step: number,
  ): void;
  /** Slots by `layer/role/slot`. */
  copySlots(): Promise<TensorMap>;
  /** Moving averages by `layer/role`, where they are kept. */
  copyAverages(): Promise<TensorMap | undefined>;
  /** Takes over the store's weights, which have been set anew, with slots and averages of a state. @throws StudioError `compute/wrong-state` */
  restore(slots: TensorMap, averages: TensorMap | undefined): void;
  dispose(): void;
}

/**
 * @param learned the weights that learn
 * @param weights by name; kept up to date here
 */
export function createLearner(
  request: TrainerRequest,
  learned: readonly WeightSpec[],
  weights: Map<string, tf.Tensor>,
): Learner {
  const factorOf = (layer: string) => request.rateFactors?.get(layer) ?? 1;
  const grouped = groupParts(
    learned,
    ({ name, layer }) => `${decays(name)} ${factorOf(layer)}`,
  );
  const names = slotNames(request.optimizer);
  let groups: Group[] = [];

  function start(
    slotOf: (part: WeightSpec, slot: string) => Tensor,
    averageOf: (part: WeightSpec) => tf.Tensor,
  ): void {
    const fresh = inTidy(() =>
      grouped.map((parts): Group => {
        const together = (value: (part: WeightSpec) => tf.Tensor) =>
          tf.keep(pack(parts.map(value)));
        return {
          parts,
          weight: together(({ name }) => valueOf(weights, name)),
          slots: Object.fromEntries(
            names.map((slot) => [
              slot,
              together((part) => toTfjs(slotOf(part, slot))),
            ]),
          ),
          average:
            request.averageDecay === undefined
              ? undefined
              : together(averageOf),
        };
      }),
    );
    groups.forEach(disposeGroup);
    groups = fresh;
  }

  start(
    ({ shape }) => zeros(shape),
    ({ name }) => valueOf(weights, name),
  );

  function packGradients(gradients: readonly tf.Tensor[]): tf.Tensor[] {
    const byName = new Map(
      learned.map(({ name }, index) => [name, gradients[index] as tf.Tensor]),
    );
    return groups.map(({ parts }) => {
      const own = parts.map(({ name }) => valueOf(byName, name));
      const packed = pack(own);
      tf.dispose(own);
      return packed;
    });
  }

  function move(group: Group, gradient: tf.Tensor, rate: number, step: number) {
    const [first] = group.parts as [WeightSpec];
    const after = updateWeight(request, {
      ...group,
      gradient,
      decays: decays(first.name),
      learningRate: rate * factorOf(first.layer),
      step,
    });
    const moved: Group = { parts: group.parts, ...after };
    keepGroup(moved);
    disposeGroup(group);
    const values = unpack(moved.weight, moved.parts);
    moved.parts.forEach(({ name }, index) => {
      weights.get(name)?.dispose();
      weights.set(name, tf.keep(values[index] as tf.Tensor));
    });
    return moved;
  }

  async function copy(
    suffix: string,
    packedOf: (group: Group) => tf.Tensor | undefined,
  ): Promise<Map<string, Tensor>> {
    const copies = new Map<string, Tensor>();
    for (const group of groups) {
      const packed = packedOf(group);
      if (packed === undefined) continue;
      const values = unpack(packed, group.parts);
      for (const [index, { name }] of group.parts.entries()) {
        copies.set(name + suffix, await fromTfjs(values[index] as tf.Tensor));
      }
      tf.dispose(values);
    }
    return copies;
  }

  return {
    learn(gradients, learningRate, step) {
      const packed = packGradients(gradients);
      const scale =
        request.clipNorm === undefined
          ? undefined
          : clipScale(packed, request.clipNorm);
      groups = groups.map((group, index) => {
        const gradient = packed[index] as tf.Tensor;
        // One group after the other, so that no two of them are there twice.
        return inTidy(() => {
          const clipped = scale ? tf.mul(gradient, scale) : gradient;
          const moved = move(group, clipped, learningRate, step);
          gradient.dispose();
          return moved;
        });
      });
      scale?.dispose();
    },
    async copySlots() {
      const all = new Map<string, Tensor>();
      for (const slot of names) {
        const copies = await copy(`/${slot}`, ({ slots }) => slots[slot]);
        for (const [name, value] of copies) all.set(name, value);
      }
      return new Map(
        learned
          .flatMap(({ name }) => names.map((slot) => `${name}/${slot}`))
          .map((name) => [name, all.get(name) as Tensor]),
      );
    },
    async copyAverages() {
      if (request.averageDecay === undefined) return undefined;
      const copies = await copy("", ({ average }) => average);
      return new Map(
        learned.map(({ name }) => [name, copies.get(name) as Tensor]),
      );
    },
    restore(slots, averages) {
      const kept = new Map(
        request.averageDecay === undefined
          ? []
          : learned.map(({ name }) => [name, requireAverage(averages, name)]),
      );
      start(
        ({ name, shape }, slot) => slots.get(`${name}/${slot}`) ?? zeros(shape),
        ({ name }) => toTfjs(kept.get(name) as Tensor),
      );
    },
    dispose() {
      groups.forEach(disposeGroup);
      groups = [];
    },
  };
}

/** `tf.tidy` for work whose result is kept by hand. */
function inTidy<T>(work: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = work();
  });
  return result as T;
}

function tensorsOf({ weight, slots, average }: Group): tf.Tensor[] {
  return [weight, ...Object.values(slots), ...(average ? [average] : [])];
}

function keepGroup(group: Group): void {
  for (const tensor of tensorsOf(group)) tf.keep(tensor);
}

function disposeGroup(group: Group): void {
  tf.dispose(tensorsOf(group));
}

function requireAverage(averages: TensorMap | undefined, name: string): Tensor {
  const average = averages?.get(name);
  if (average) return average;
  throw new StudioError(
    "compute/wrong-state",
    `Expected the moving average of "${name}" in the checkpoint. Received ${averages?.size ?? 0} averages. Continue without averaging, as the run began.`,
  );
}
