import { StudioError } from "#engine/base/errors.ts";
import { dropoutMaskShape } from "#engine/compute/dropout-masks.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import { slotNames } from "#engine/compute/optimizer-spec.ts";
import { outputsOf } from "#engine/graph/cut.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { BlockedLayout } from "./blocked/blocked-layout.ts";
import { flattenCoveringWindows } from "./covering-windows.ts";
import {
  appendDifferentiation,
  type Differentiation,
} from "./differentiate.ts";
import { foldSteps, requireWeight } from "./fold.ts";
import { fuseNormalization } from "./fuse-normalization.ts";
import { GraphWriter } from "./graph-writer.ts";
import { constantWeights } from "./inference-model.ts";
import { appendChannelsFirst } from "./layout.ts";
import { appendTotalLoss } from "./losses/total-loss.ts";
import { lowerGraph } from "./lower.ts";
import {
  appendClipScale,
  appendProductSquare,
  appendSquare,
} from "./optimizers/gradient-norm.ts";
import { planLargeWeights, type LargeWeight } from "./large-weights.ts";
import { createUpdater, type StepValues } from "./optimizers/weight-update.ts";
import { appendPacked, appendUnpacked, type Pack } from "./packing.ts";
import {
  appendRunningAverages,
  planRunningAverages,
} from "./running-averages.ts";
import type { Provider } from "./providers/provider.ts";
import type { StepGraph } from "./steps.ts";
import {
  learnedWeights,
  planWeightPacks,
  type WeightPack,
} from "./weight-packs.ts";

export interface TrainingModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Weights that learn: each pack is fed under its name and given back as `next:` and its name. */
  readonly weights: readonly WeightPack[];
  /** Weights that learn outside of the graph: each is fed under its key, and its gradient’s factors come as `inputs:key` and `gradient:key`. */
  readonly large: readonly LargeWeight[];
  /** What the optimizer remembers of each pack of weights: fed as `slot:pack` with the slot’s name, given back as `next:slot:pack`. */
  readonly slots: readonly string[];
  /** Whether a moving average of each pack of weights is fed as `average:pack`, and given back as `next:average:pack`. */
  readonly keepsAverages: boolean;
  /** Running averages of batch normalization, which follow the batches: fed and given back like weights. */
  readonly averages: readonly Pack[];
  /** Dropout layers whose masks are fed as `mask:layer`, channels last. */
  readonly masks: readonly {
    readonly layer: string;
    readonly rate: number;
    /** With the batch. */
    readonly shape: Shape;
  }[];
}

/** What a training graph is written for. */
export interface TrainingTarget {
  /** Default: the CPU. */
  readonly provider?: Provider | undefined;
  /** Channels side by side where onnxruntime's blocked layout may be used; see `blockSize`. */
  readonly block?: number | undefined;
}

/**
 * One training step as one ONNX graph. Inputs: `input`, `labels`, `sampleWeights`, `learningRate`, `step` (from 1), masks,
 * packs of weights, slots and averages; outputs: `loss`, `probabilities`, and what the next step is fed. Everything that does not learn is a
 * constant, folded; nothing below the lowest layer that learns gets a gradient. Nothing random is in the graph.
 * @throws StudioError `compute/nothing-to-train`, `compute/wrong-output`, `graph/…`, `weights/…`
 */
export function emitTrainingModel(
  request: TrainerRequest,
  { provider = "cpu", block }: TrainingTarget = {},
): TrainingModel {
  const { graph, weights, trainableLayers, optimizer, batchSize } = request;
  const scored = withoutSoftmax(graph).graph;
  const outputs = outputsOf(scored);
  const lowered = lowerGraph(scored, {
    taps: outputs,
    keepDropout: true,
    usesBatchStatistics: (layer) =>
      request.batchNormalization === "training" && trainableLayers.has(layer),
  });
  const isConstant = (layer: string) => !trainableLayers.has(layer);
  const folded = foldSteps(lowered, weights, new Set(outputs), isConstant);
  const steps = flattenCoveringWindows(folded.graph);
  const learned = learnedWeights(steps, request);
  if (learned.size === 0) {
    throw new StudioError(
      "compute/nothing-to-train",
      `Expected at least one layer with weights among the layers that learn in "${graph.name}". Received: ${[...trainableLayers].join(", ") || "none"}. Unfreeze a layer.`,
    );
  }
  const writer = new GraphWriter(graph.name, provider);
  const layout =
    block === undefined ? undefined : new BlockedLayout(writer, block);
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
  const large = planLargeWeights(
    steps,
    (key) => learned.has(key),
    weightOf,
    request.rateFactors,
    provider,
  );
  const isLarge = new Set(large.map(({ key }) => key));
  const packs = planWeightPacks(
    [...learned.values()].filter(({ key }) => !isLarge.has(key)),
    weightOf,
    request.rateFactors,
  );
  const averages = planRunningAverages(steps, weightOf);
  const fed = new Map(
    [...packs, ...averages.map(({ pack }) => pack)].flatMap((pack) => [
      ...appendUnpacked(
        writer,
        pack,
        writer.input(pack.name, "float32", [pack.size]),
      ),
    ]),
  );
  for (const { key, rows, units } of large)
    fed.set(key, writer.input(key, "float32", [rows, units]));
  const constant = constantWeights(writer, folded.weights);
  const masks = maskInputs(writer, steps, batchSize);

  let loss = "";
  let probabilities = "";
  const differentiation = appendDifferentiation({
    writer,
    graph: fuseNormalization(steps, new Set(outputs), layout),
    batch: batchSize,
    layout,
    input,
    startGradients: (valueOf) => {
      const result = appendTotalLoss(writer, scored, valueOf, {
        spec: request.loss,
        labels,
        sampleWeights,
        batch: batchSize,
        classes,
        labelSmoothing: request.labelSmoothing ?? 0,
      });
      ({ loss, probabilities } = result);
      return result.gradients;
    },
    weight: (reference) => fed.get(reference.key) ?? constant(reference),
    dropoutMask: (layer) => masks.values.get(layer) ?? "",
    learns: ({ key }) => learned.has(key) && !isLarge.has(key),
    learnsOutside: ({ key }) => isLarge.has(key),
    targets: new Set(),
  });
  writer.output("loss", loss, "float32", []);
  writer.output("probabilities", probabilities, "float32", [
    batchSize,
    classes,
  ]);

  const { weightGradients, byProducts } = differentiation;
  const gradients = packs.map((pack) =>
    appendPacked(writer, pack, ({ key }) =>
      requireGradient(weightGradients, key),
    ),
  );
  const largeSquares = appendFactors(writer, request, large, differentiation);
  const clipScale =
    request.clipNorm === undefined
      ? undefined
      : appendClipScale(
          writer,
          [
            ...gradients.map((gradient) => appendSquare(writer, gradient)),
            ...largeSquares,
          ],
          request.clipNorm,
        );
  if (large.length > 0 && clipScale !== undefined)
    writer.output("clipScale", clipScale, "float32", []);
  appendUpdates(writer, request, packs, gradients, {
    learningRate,
    step,
    clipScale,
  });
  for (const average of averages)
    appendRunningAverages(writer, average, byProducts);
  return {
    bytes: writer.finish(),
    weights: packs,
    slots: slotNames(optimizer),
    large,
    keepsAverages: request.averageDecay !== undefined,
    averages: averages.map(({ pack }) => pack),
    masks: masks.list,
  };
}

function requireGradient(
  gradients: ReadonlyMap<string, string>,
  name: string,
  key: string = name,
): string {
  const found = gradients.get(name);
  if (found !== undefined) return found;
  throw new StudioError(
    "compute/no-gradient",
    `Expected the weight "${key}" to act on the network's scores. It does not. Freeze its layer or connect it.`,
  );
}

/** Gives back the factors of the gradients of large weights. @returns Σ g² of each, where it is asked for */
function appendFactors(
  writer: GraphWriter,
  { batchSize, clipNorm }: TrainerRequest,
  large: readonly LargeWeight[],
  { values, gradients }: Differentiation,
): readonly string[] {
  return large.flatMap(({ key, rows, units, ...step }) => {
    const inputs = values.get(step.input) ?? "";
    const gradient = requireGradient(gradients, step.output, key);
    const turned = writer.node("Transpose", [inputs], { perm: [1, 0] });
    writer.output(`inputs:${key}`, turned, "float32", [rows, batchSize]);
    writer.output(`gradient:${key}`, gradient, "float32", [batchSize, units]);
    return clipNorm === undefined
      ? []
      : [appendProductSquare(writer, inputs, gradient)];
  });
}

/** Feeds what every pack is updated from, and gives back what it becomes. */
function appendUpdates(
  writer: GraphWriter,
  request: TrainerRequest,
  packs: readonly WeightPack[],
  gradients: readonly string[],
  values: StepValues,
): void {
  const update = createUpdater(writer, request, values);
  packs.forEach((pack, index) => {
    const fed = (name: string) =>
      writer.input(`${name}:${pack.name}`, "float32", [pack.size]);
    const after = update(pack.group, {
      weight: pack.name,
      gradient: gradients[index] ?? "",
      slots: Object.fromEntries(
        slotNames(request.optimizer).map((slot) => [slot, fed(slot)]),
      ),
      average: request.averageDecay === undefined ? undefined : fed("average"),
    });
    const give = (name: string, value: string) =>
      writer.output(`next:${name}`, value, "float32", [pack.size]);
    give(pack.name, after.weight);
    for (const [slot, value] of Object.entries(after.slots))
      give(`${slot}:${pack.name}`, value);
    if (after.average !== undefined)
      give(`average:${pack.name}`, after.average);
  });
}

function maskInputs(writer: GraphWriter, graph: StepGraph, batch: number) {
  const list = graph.steps
    .filter((step) => step.kind === "dropout")
    .map(({ name, layer, rate, perSample }) => ({
      layer,
      rate,
      shape: dropoutMaskShape(batch, shapeOf(graph.shapes, name), perSample),
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
