import type { Tensor } from "#engine/base/tensor.ts";
import type { ByProducts } from "./forward/forward-rule.ts";
import type { GraphWriter } from "./graph-writer.ts";
import { appendPacked, planPacks, type Pack } from "./packing.ts";
import type { StepGraph } from "./steps.ts";

/** Running averages of batch normalization that are updated with one momentum. */
export interface RunningAverages {
  readonly pack: Pack;
  readonly momentum: number;
  /** Weight key → the step and by-product that it follows. */
  readonly sources: ReadonlyMap<
    string,
    readonly [step: string, byProduct: string]
  >;
}

/** The running averages of all layers that normalize by the statistics of the batch. */
export function planRunningAverages(
  graph: StepGraph,
  weightOf: (key: string) => Tensor,
): readonly RunningAverages[] {
  const steps = graph.steps
    .filter((step) => step.kind === "batchNormalization")
    .filter((step) => step.statistics === "batch");
  const groups = Map.groupBy(steps, ({ momentum }) => momentum);
  return [...groups].flatMap(([momentum, members], index) => {
    const sources = new Map<string, readonly [string, string]>();
    for (const { name, movingMean, movingVariance } of members) {
      sources.set(movingMean.key, [name, "mean"]);
      sources.set(movingVariance.key, [name, "variance"]);
    }
    const references = members.flatMap((step) => [
      step.movingMean,
      step.movingVariance,
    ]);
    // In one pack, which thus has two segments at least: normalization overwrites what it is fed, so it must be fed copies.
    const packs = planPacks(
      `averages-${index}`,
      references,
      weightOf,
      Infinity,
    );
    return packs.map((pack) => ({ pack, momentum, sources }));
  });
}

/** moving · momentum + batch · (1 − momentum), with the biased variance, as Keras does. */
export function appendRunningAverages(
  writer: GraphWriter,
  { pack, momentum, sources }: RunningAverages,
  byProducts: ReadonlyMap<string, ByProducts>,
): void {
  const now = appendPacked(writer, pack, ({ key }) => {
    const [step = "", byProduct = ""] = sources.get(key) ?? [];
    return byProducts.get(step)?.[byProduct] ?? "";
  });
  const kept = writer.node("Mul", [pack.name, writer.scalar(momentum)]);
  const added = writer.node("Mul", [now, writer.scalar(1 - momentum)]);
  const next = writer.node("Add", [kept, added]);
  writer.output(`next:${pack.name}`, next, "float32", [pack.size]);
}
