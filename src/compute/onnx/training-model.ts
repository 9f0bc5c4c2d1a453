import { StudioError } from "#engine/base/errors.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import { subgraphTo } from "#engine/graph/cut.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { appendDifferentiation } from "./differentiate.ts";
import { foldSteps, requireWeight } from "./fold.ts";
import type { ByProducts } from "./forward/forward-rule.ts";
import { GraphWriter } from "./graph-writer.ts";
import { constantWeights } from "./inference-model.ts";
import { appendChannelsFirst, weightToInside } from "./layout.ts";
import { appendLoss } from "./loss.ts";
import { lowerGraph } from "./lower.ts";
import {
  appendRates,
  appendUpdate,
  slotNames,
  type UpdateRates,
} from "./optimizers.ts";
import {
  weightsOf,
  type BatchNormalizationStep,
  type DropoutStep,
  type StepGraph,
  type WeightReference,
} from "./steps.ts";

export interface TrainingModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Weights that a step changes: fed as `weight:key`, given back as `next:weight:key`. */
  readonly weights: readonly WeightReference[];
  /** What the optimizer remembers: fed as `slot:name`, given back as `next:slot:name`. */
  readonly slots: readonly SlotReference[];
  /** Dropout layers whose masks are fed as `mask:layer`, channels last. */
  readonly masks: readonly {
    readonly layer: string;
    readonly rate: number;
    readonly shape: Shape;
  }[];
}

export interface SlotReference extends WeightReference {
  /** `key/slot` */
  readonly name: string;
}

/**
 * One training step as one ONNX graph. Inputs: `input`, `labels`, `sampleWeights`, `learningRate`, `step` (from 1), masks,
 * weights and slots; outputs: `loss`, `probabilities`, and the next weights and slots. Everything that does not learn is a
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
  const changing = new Map([...learned, ...movingAverages(folded.graph)]);
  const insideShapes = new Map(
    [...changing.values()].map(({ key, layout }) => [
      key,
      weightToInside(requireWeight(folded.weights, key), layout).shape,
    ]),
  );
  const fed = new Map(
    [...insideShapes].map(([key, shape]) => [
      key,
      writer.input(`weight:${key}`, "float32", shape),
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
  const slots = appendUpdates({
    writer,
    request,
    rates,
    learned: [...learned.values()],
    fed,
    insideShapes,
    weightGradients,
  });
  appendMovingAverages(writer, folded.graph, byProducts, fed, insideShapes);
  return {
    bytes: writer.finish(),
    weights: [...changing.values()],
    slots,
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

function movingAverages(graph: StepGraph): Map<string, WeightReference> {
  return new Map(
    batchSteps(graph)
      .flatMap((step) => [step.movingMean, step.movingVariance])
      .map((reference) => [reference.key, reference]),
  );
}

function batchSteps(graph: StepGraph): BatchNormalizationStep[] {
  return graph.steps
    .filter((step) => step.kind === "batchNormalization")
    .filter((step) => step.statistics === "batch");
}

function maskInputs(writer: GraphWriter, graph: StepGraph, batch: number) {
  const steps = graph.steps.filter(
    (step): step is DropoutStep => step.kind === "dropout",
  );
  const list = steps.map(({ name, layer, rate }) => ({
    layer,
    rate,
    shape: [batch, ...shapeOf(graph.shapes, name)],
  }));
  const values = new Map(
    list.map(({ layer, shape }) => [
      layer,
      appendChannelsFirst(
        writer,
        writer.input(`mask:${layer}`, "float32", shape),
        shape.slice(1),
      ),
    ]),
  );
  return { list, values };
}

interface UpdatesRequest {
  readonly writer: GraphWriter;
  readonly request: TrainerRequest;
  readonly rates: UpdateRates;
  readonly learned: readonly WeightReference[];
  readonly fed: ReadonlyMap<string, string>;
  readonly insideShapes: ReadonlyMap<string, readonly number[]>;
  readonly weightGradients: ReadonlyMap<string, string>;
}

function appendUpdates(all: UpdatesRequest): SlotReference[] {
  const {
    writer,
    request,
    rates,
    learned,
    fed,
    insideShapes,
    weightGradients,
  } = all;
  const references: SlotReference[] = [];
  for (const reference of learned) {
    const { key } = reference;
    const gradient = weightGradients.get(key);
    if (gradient === undefined) {
      throw new StudioError(
        "compute/no-gradient",
        `Expected the weight "${key}" to act on the network's scores. It does not. Freeze its layer or connect it.`,
      );
    }
    const shape = insideShapes.get(key) ?? [];
    const names = slotNames(request.optimizer).map(
      (slot) => [slot, `${key}/${slot}`] as const,
    );
    const update = appendUpdate(writer, request.optimizer, {
      weight: fed.get(key) ?? "",
      gradient,
      slots: Object.fromEntries(
        names.map(([slot, name]) => [
          slot,
          writer.input(`slot:${name}`, "float32", shape),
        ]),
      ),
      rates,
      decays: reference.layout !== "vector",
    });
    writer.output(`next:weight:${key}`, update.weight, "float32", shape);
    for (const [slot, name] of names) {
      writer.output(
        `next:slot:${name}`,
        update.slots[slot] ?? "",
        "float32",
        shape,
      );
      references.push({ ...reference, name });
    }
  }
  return references;
}

/** moving · momentum + batch · (1 − momentum), with the biased variance, as Keras does. */
function appendMovingAverages(
  writer: GraphWriter,
  graph: StepGraph,
  byProducts: ReadonlyMap<string, ByProducts>,
  fed: ReadonlyMap<string, string>,
  insideShapes: ReadonlyMap<string, readonly number[]>,
): void {
  for (const step of batchSteps(graph)) {
    const kept = byProducts.get(step.name);
    for (const [reference, now] of [
      [step.movingMean, kept?.["mean"]],
      [step.movingVariance, kept?.["variance"]],
    ] as const) {
      const old = writer.node("Mul", [
        fed.get(reference.key) ?? "",
        writer.scalar(step.momentum),
      ]);
      const added = writer.node("Mul", [
        now ?? "",
        writer.scalar(1 - step.momentum),
      ]);
      writer.output(
        `next:weight:${reference.key}`,
        writer.node("Add", [old, added]),
        "float32",
        insideShapes.get(reference.key) ?? [],
      );
    }
  }
}

function classCount(shape: Shape, { graph }: TrainerRequest): number {
  const [classes] = shape;
  if (shape.length === 1 && classes !== undefined) return classes;
  throw new StudioError(
    "compute/wrong-output",
    `Expected a network that ends in a vector of class scores. Received the output "${graph.output}" of shape [${shape.join(", ")}]. End it with pooling or flatten and a dense layer.`,
  );
}
