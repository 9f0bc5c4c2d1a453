import type { Tensor } from "#engine/base/tensor.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import { decays } from "#engine/compute/optimizer-spec.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import type { UpdateGroup } from "./optimizers/weight-update.ts";
import { planPacks, type Pack } from "./packing.ts";
import { weightsOf, type StepGraph, type WeightReference } from "./steps.ts";

/** Weights that are updated alike. */
export interface WeightPack extends Pack {
  readonly group: UpdateGroup;
}

/** How a weight is updated. */
export function updateGroup(
  key: string,
  rateFactors: TrainerRequest["rateFactors"],
): UpdateGroup {
  const layer = key.slice(0, key.lastIndexOf("/"));
  return { decays: decays(key), rateFactor: rateFactors?.get(layer) ?? 1 };
}

/** Trainable weights of the layers that learn, by key. */
export function learnedWeights(
  graph: StepGraph,
  request: Pick<TrainerRequest, "graph" | "trainableLayers">,
): ReadonlyMap<string, WeightReference> {
  const learns = new Set(
    weightSpecs(request.graph)
      .filter(({ trainable }) => trainable)
      .filter(({ layer }) => request.trainableLayers.has(layer))
      .map(({ name }) => name),
  );
  return new Map(
    graph.steps
      .flatMap(weightsOf)
      .filter(({ key }) => learns.has(key))
      .map((reference) => [reference.key, reference]),
  );
}

/**
 * Divides weights over packs by what differs in their update: whether they decay, and the factor of their learning rate. A factor is
 * then one number for a pack. The other way, a vector of factors beside every pack, costs another pass over all weights in each
 * step; few factors are in use, so there are few packs more.
 */
export function planWeightPacks(
  references: readonly WeightReference[],
  weightOf: (key: string) => Tensor,
  rateFactors: TrainerRequest["rateFactors"],
): readonly WeightPack[] {
  const groups = new Map<string, UpdateGroup>();
  const members = Map.groupBy(references, ({ key }) => {
    const group = updateGroup(key, rateFactors);
    const name = `${group.decays ? "kernels" : "vectors"}@${group.rateFactor}`;
    groups.set(name, group);
    return name;
  });
  return [...groups].flatMap(([name, group]) =>
    planPacks(name, members.get(name) ?? [], weightOf).map((pack) => ({
      ...pack,
      group,
    })),
  );
}
