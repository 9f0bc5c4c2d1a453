import { StudioError } from "#engine/base/errors.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import {
  slotNames,
  type OptimizerSpec,
} from "#engine/compute/optimizer-spec.ts";
import { subgraphTo } from "#engine/graph/cut.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { appendDifferentiation } from "./differentiate.ts";
import { foldSteps, requireWeight } from "./fold.ts";
import type { ByProducts } from "./forward/forward-rule.ts";
import { GraphWriter } from "./graph-writer.ts";
import { constantWeights } from "./inference-model.ts";
import { appendChannelsFirst } from "./layout.ts";
import { appendLoss } from "./loss.ts";
import { lowerGraph } from "./lower.ts";
import { appendRates, appendUpdate, type UpdateRates } from "./optimizers.ts";
import {
  appendPacked,
  appendUnpacked,
  planPacks,
  type Pack,
} from "./packing.ts";
import { weightsOf, type StepGraph, type WeightReference } from "./steps.ts";

export interface TrainingModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Weights that learn: each pack is fed under its name and given back as `next:` and its name. */
  readonly weights: readonly Pack[];
  /** What the optimizer remembers of each pack of weights: fed as `slot:pack` with the slot’s name, given back as `next:slot:pack`. */
  readonly slots: readonly string[];
  /** Running averages that follow the batches: fed and given back like weights. */
  readonly averages: readonly Pack[];
  /** Dropout layers whose masks are fed as `mask:layer`, channels last. */
  readonly masks: readonly {
    readonly layer: string;
    readonly rate: number;
    /** With the batch. */
    readonly shape: Shape;
  }[];
}

/**
 * One training step as one ONNX graph. Inputs: `input`, `labels`, `sampleWeights`, `learningRate`, `step` (from 1), masks,
 * packs of weights,
 * slots and running averages; outputs: `loss`, `probabilities`, and what the next step is fed. Everything that does not learn is a
 * constant, folded; nothing below the lowest layer that learns gets a gradient. Nothing random is in the graph.
 * @throws StudioError `compute/nothing-to-train`, `compute/wrong-output`, `graph/…`, `weights/…`
 */
export function emitTrainingModel(request: TrainerRequest): TrainingModel {
  const { graph, weights, trainableLayers, optimizer, batchSize } = request;
  const scored = withoutSoftmax(graph).graph;
  const lowered = lowerGraph(subgraphTo(scored, scored.output), {
    keepDropout: true,
    usesBatchStatistics: (layer) =>
      request.batchNormalization === "training" && trainableLayers.has(layer),
  });
  const isConstant = (layer: string) => !trainableLayers.has(layer);
  const folded = foldSteps(
    lowered,
    weights,
    new Set([scored.output]),
    isConstant,
  );
  const learned = learnedWeights(folded.graph, trainableLayers);
  if (learned.size === 0) {
    throw new StudioError(
      "compute/nothing-to-train",
      `Expected at least one layer with weights among the layers that learn in "${graph.name}". Received: ${[...trainableLayers].join(", ") || "none"}. Unfreeze a layer.`,
    );
  }
  const writer = new GraphWriter(graph.name);
  const input = writer.input("input", "float32", [
    batchSize,
    ...graph.input.shape,
  ]);
  const classes = classCount(shapeOf(lowered.shapes, scored.output), request);
  const labels = writer.input("labels", "float32", [batchSize, classes]);
  const sampleWeights = writer.input("sampleWeights", "float32", [batchSize]);
  const learningRate = writer.input("learningRate", "float32", []);
  const step = writer.input("step", "float32", []);
  const weightOf = (key: string) => requireWeight(folded.weights, key);
  const packs = planWeightPacks([...learned.values()], weightOf);
  const averages = planAverages(folded.graph, weightOf);
  const fed = new Map(
    [...packs, ...averages.map(({ pack }) => pack)].flatMap((pack) => [
      ...appendUnpacked(
        writer,
        pack,
        writer.input(pack.name, "float32", [pack.size]),
      ),
    ]),
  );
  const constant = constantWeights(writer, folded.weights);
  const masks = maskInputs(writer, folded.graph, batchSize);

  let loss = "";
  let probabilities = "";
  const { weightGradients, byProducts } = appendDifferentiation({
    writer,
    graph: folded.graph,
    batch: batchSize,
    input,
    from: scored.output,
    startGradient: (logits) => {
      const result = appendLoss(writer, {
        logits,
        labels,
        sampleWeights,
        batch: batchSize,
        classes,
        labelSmoothing: request.labelSmoothing ?? 0,
      });
      ({ loss, probabilities } = result);
      return result.gradient;
    },
    weight: (reference) => fed.get(reference.key) ?? constant(reference),
    dropoutMask: (layer) => masks.values.get(layer) ?? "",
    learns: ({ key }) => learned.has(key),
    targets: new Set(),
  });
  writer.output("loss", loss, "float32", []);
  writer.output("probabilities", probabilities, "float32", [
    batchSize,
    classes,
  ]);

  const weightDecay = request.weightDecay ?? 0;
  const rates = appendRates(writer, optimizer, weightDecay, learningRate, step);
  for (const pack of packs) {
    appendPackUpdate(writer, optimizer, rates, pack, weightGradients);
  }
  for (const average of averages)
    appendAverageUpdate(writer, average, byProducts);
  return {
    bytes: writer.finish(),
    weights: packs,
    slots: slotNames(optimizer),
    averages: averages.map(({ pack }) => pack),
    masks: masks.list,
  };
}

/** Kernels, biases, γ and β of the layers that learn. */
function learnedWeights(
  graph: StepGraph,
  trainableLayers: ReadonlySet<string>,
): ReadonlyMap<string, WeightReference> {
  return new Map(
    graph.steps
      .filter((step) => trainableLayers.has(step.layer))
      .flatMap((step) =>
        step.kind === "batchNormalization"
          ? [step.gamma, step.beta].filter(
              (reference) => reference !== undefined,
            )
          : weightsOf(step),
      )
      .map((reference) => [reference.key, reference]),
  );
}

/** Kernels apart from the rest, because only they decay. */
function planWeightPacks(
  references: readonly WeightReference[],
  weightOf: (key: string) => Tensor,
): readonly Pack[] {
  const { kernels = [], vectors = [] } = Object.groupBy(
    references,
    ({ layout }) => (layout === "vector" ? "vectors" : "kernels"),
  );
  return [
    ...planPacks(KERNELS, kernels, weightOf),
    ...planPacks("vectors", vectors, weightOf),
  ];
}

const KERNELS = "kernels";

function appendPackUpdate(
  writer: GraphWriter,
  optimizer: OptimizerSpec,
  rates: UpdateRates,
  pack: Pack,
  weightGradients: ReadonlyMap<string, string>,
): void {
  const gradient = appendPacked(writer, pack, ({ key }) => {
    const found = weightGradients.get(key);
    if (found !== undefined) return found;
    throw new StudioError(
      "compute/no-gradient",
      `Expected the weight "${key}" to act on the network's scores. It does not. Freeze its layer or connect it.`,
    );
  });
  const slots = slotNames(optimizer).map((slot) => [
    slot,
    writer.input(`${slot}:${pack.name}`, "float32", [pack.size]),
  ]);
  const update = appendUpdate(writer, optimizer, {
    weight: pack.name,
    gradient,
    slots: Object.fromEntries(slots),
    rates,
    decays: pack.name.startsWith(KERNELS),
  });
  writer.output(`next:${pack.name}`, update.weight, "float32", [pack.size]);
  for (const [slot, value] of Object.entries(update.slots)) {
    writer.output(`next:${slot}:${pack.name}`, value, "float32", [pack.size]);
  }
}

/** Running averages that are updated with one momentum. */
interface Averages {
  readonly pack: Pack;
  readonly momentum: number;
  /** Weight key → the step and by-product that it follows. */
  readonly sources: ReadonlyMap<
    string,
    readonly [step: string, byProduct: string]
  >;
}

function planAverages(
  graph: StepGraph,
  weightOf: (key: string) => Tensor,
): readonly Averages[] {
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
function appendAverageUpdate(
  writer: GraphWriter,
  { pack, momentum, sources }: Averages,
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

function maskInputs(writer: GraphWriter, graph: StepGraph, batch: number) {
  const list = graph.steps
    .filter((step) => step.kind === "dropout")
    .map(({ name, layer, rate }) => ({
      layer,
      rate,
      shape: [batch, ...shapeOf(graph.shapes, name)],
    }));
  const values = new Map(
    list.map(({ layer, shape }) => {
      const mask = writer.input(`mask:${layer}`, "float32", shape);
      return [layer, appendChannelsFirst(writer, mask, shape.slice(1))];
    }),
  );
  return { list, values };
}

function classCount(shape: Shape, { graph }: TrainerRequest): number {
  const [classes] = shape;
  if (shape.length === 1 && classes !== undefined) return classes;
  throw new StudioError(
    "compute/wrong-output",
    `Expected a network that ends in a vector of class scores. Received the output "${graph.output}" of shape [${shape.join(", ")}]. End it with pooling or flatten and a dense layer.`,
  );
}
