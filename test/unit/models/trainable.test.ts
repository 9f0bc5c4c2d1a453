import { describe, expect, it } from "vitest";
import { sizeOf, tensor, type Tensor } from "#engine/base/tensor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs, type WeightSpec } from "#engine/graph/weights.ts";
import {
  buildModel,
  MODEL_CATALOG,
  modelEntry,
  type ModelId,
} from "#engine/models/catalog.ts";
import { drawTimes } from "#test/helpers/keras-golden.ts";
import {
  MORE_OF_THE_SAME,
  RUNS_EVERY_CASE,
} from "#test/helpers/more-of-the-same.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";

failOnLeaks();

const BATCH = 4;
const CLASSES = 3;

const SEED = 2;

/** So large that the least gradient shows in the weight. */
const LEARNING_RATE = 1000;

const IDS = (Object.keys(MODEL_CATALOG) as ModelId[]).filter(
  (id) =>
    RUNS_EVERY_CASE ||
    // The same blocks as vgg-16-gap, whose head is smaller.
    (id !== "vgg-16" && MORE_OF_THE_SAME[id] === undefined),
);

describe("one step of training", () => {
  it.each(IDS)(
    "of %s has a finite loss and a finite gradient for every weight that learns",
    async (id) => {
      const { graph, before, after, loss } = await oneStep(id);
      expect(loss).toBeGreaterThan(0);
      expect(loss).toBeLessThan(100);
      const untouched = weightSpecs(graph)
        .filter((spec) => spec.trainable && !isCancelled(graph, spec))
        .map((spec) => spec.name)
        .filter((name) => !hasMoved(before.get(name), after.get(name)));
      expect(untouched).toEqual([]);
    },
  );
});

/**
 * Whether a bias has no effect, because the mean that a normalization takes off has it too; its gradient is nothing but rounding.
 * Behind a sum the next normalization takes it off.
 */
function isCancelled(graph: LayerGraph, { layer, role }: WeightSpec): boolean {
  const normalizes = graph.layers.some(
    (node) => node.op === "batchNormalization",
  );
  return (
    normalizes &&
    role === "bias" &&
    graph.layers.some(
      (node) =>
        node.inputs.includes(layer) &&
        (node.op === "batchNormalization" || node.op === "add"),
    )
  );
}

async function oneStep(id: ModelId) {
  const { leastInputSize, widths, kernels } = modelEntry(id);
  const graph = withoutChance(
    buildModel(id, {
      inputSize: leastInputSize,
      width: Math.min(1, ...widths),
      classes: CLASSES,
    }),
  );
  const before = initializeWeights(graph, SEED, { kernels });
  const trainer = await createOnnxExecutor().createTrainer({
    graph,
    weights: before,
    trainableLayers: new Set(graph.layers.map((node) => node.name)),
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: BATCH,
    seed: SEED,
  });
  try {
    const { loss } = await trainer.step({
      input: someInput(graph),
      labels: tensor(
        [BATCH, CLASSES],
        Float32Array.from({ length: BATCH * CLASSES }, (_, place) =>
          place % (CLASSES + 1) === 0 ? 1 : 0,
        ),
      ),
      sampleWeights: tensor([BATCH], new Float32Array(BATCH).fill(1)),
      learningRate: LEARNING_RATE,
    });
    const { weights: after } = await trainer.getState();
    return { graph, before, after, loss };
  } finally {
    await trainer.dispose();
  }
}

/** Nothing is dropped: a block dropped for all pictures of the small batch would have no gradient. */
function withoutChance(graph: LayerGraph): LayerGraph {
  const layers = graph.layers.map((node) =>
    node.op === "dropout"
      ? { ...node, attributes: { ...node.attributes, rate: 0 } }
      : node,
  );
  return { ...graph, layers };
}

/** Pictures of values from -1 to 1, or texts that use the words one after another. */
function someInput(graph: LayerGraph): Tensor {
  const shape = [BATCH, ...graph.input.shape];
  const table = graph.layers.find((node) => node.op === "embedding");
  if (table === undefined) return drawTimes(2, "pictures", shape);
  const words = table.attributes.inputDim;
  const indices = Float32Array.from(
    { length: sizeOf(shape) },
    (_, place) => place % words,
  );
  return tensor(shape, indices);
}

function hasMoved(before: Tensor | undefined, after: Tensor | undefined) {
  return (
    before !== undefined &&
    after !== undefined &&
    after.data.every((value) => Number.isFinite(value)) &&
    after.data.some((value, place) => value !== before.data[place])
  );
}
