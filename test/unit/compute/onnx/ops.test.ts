import { describe, expect, it } from "vitest";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type {
  Executor,
  TrainerRequest,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import {
  caseGraph,
  caseWeights,
  CLASSES,
  OP_CASES,
  randomTensor,
} from "./op-cases.ts";

const ONNX = createOnnxExecutor({ threads: 1 });
const REFERENCE = createTfjsExecutor({ backend: "cpu" });

const BATCH = 4;
const SAMPLE_WEIGHTS = Float32Array.of(1, 0.5, 0, 2);

describe.each(OP_CASES.map((each) => ({ ...each, graph: caseGraph(each) })))(
  "$title",
  ({ graph, hasReferenceGradients = true }) => {
    const weights = caseWeights(graph);
    const input = randomTensor([BATCH, ...graph.input.shape], "input");

    it("gives TensorFlow.js's values in every layer, to 1e-4", async () => {
      const taps = graph.layers.map((layer) => layer.name);
      const [ours, theirs] = await forwards(graph, weights, taps, input);
      const [bare] = await forwards(graph, weights, [], input);
      expect([
        ...mapDifferences(ours, theirs),
        ...differences("out without taps", bare.get("out"), ours.get("out")),
      ]).toEqual([]);
    });

    it("gives TensorFlow.js's gradient of the picture, and that of finite differences", async () => {
      const chosen = randomTensor([BATCH, CLASSES], "chosen");
      const request = { graph, weights, layer: "picture" };
      const ours = await gradientOf(ONNX, request, input, chosen);
      const theirs = hasReferenceGradients
        ? await gradientOf(REFERENCE, request, input, chosen)
        : ours;
      const score = await scoreFunction(graph, weights, chosen);
      expect([
        ...differences("gradient", ours, theirs),
        ...(await wrongSlopes("picture", ours, input, score)),
      ]).toEqual([]);
    });

    it.each(["training", "inference"] as const)(
      "takes TensorFlow.js's step in %s mode, along the finite differences",
      async (batchNormalization) => {
        const request: TrainerRequest = {
          graph,
          weights,
          trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
          batchNormalization,
          optimizer: { kind: "sgd", momentum: 0 },
          labelSmoothing: 0.1,
          batchSize: BATCH,
          seed: 3,
        };
        const ours = await oneStep(ONNX, request, input);
        const theirs = hasReferenceGradients
          ? await oneStep(REFERENCE, request, input)
          : ours;
        expect(ours.loss).toBeCloseTo(theirs.loss, 5);
        expect([
          ...mapDifferences(ours.weights, theirs.weights),
          ...(await wrongWeightSlopes(request, ours.weights, input)),
        ]).toEqual([]);
      },
    );
  },
);

async function forwards(
  graph: LayerGraph,
  weights: TensorMap,
  taps: readonly string[],
  input: Tensor,
): Promise<[ReadonlyMap<string, Tensor>, ReadonlyMap<string, Tensor>]> {
  const run = async (executor: Executor) => {
    const forward = await executor.createForward({ graph, weights, taps });
    const values = await forward.run(input);
    await forward.dispose();
    return values;
  };
  return [await run(ONNX), await run(REFERENCE)];
}

async function gradientOf(
  executor: Executor,
  request: { graph: LayerGraph; weights: TensorMap; layer: string },
  input: Tensor,
  chosen: Tensor,
): Promise<Tensor> {
  const session = await executor.createGradient(request);
  const { gradients } = await session.run(input, chosen);
  await session.dispose();
  return gradients;
}

/** Σ chosen · logits as a function of the picture, summed in double precision. */
async function scoreFunction(
  graph: LayerGraph,
  weights: TensorMap,
  chosen: Tensor,
): Promise<(input: Tensor) => Promise<number>> {
  const layers = graph.layers.map((layer) =>
    layer.name === "out" && layer.op === "dense"
      ? { ...layer, attributes: { units: layer.attributes.units } }
      : layer,
  );
  const scored = { ...graph, layers };
  const forward = await ONNX.createForward({ graph: scored, weights });
  return async (input) => {
    const logits =
      (await forward.run(input)).get("out")?.data ?? new Float32Array();
    let sum = 0;
    logits.forEach((value, i) => {
      sum += value * (chosen.data[i] ?? 0);
    });
    return sum;
  };
}

function batchOf(input: Tensor, learningRate: number): TrainingBatch {
  const labels = new Float32Array(BATCH * CLASSES);
  for (let row = 0; row < BATCH; row++)
    labels[row * CLASSES + (row % CLASSES)] = 1;
  return {
    input,
    labels: { shape: [BATCH, CLASSES], data: labels },
    sampleWeights: { shape: [BATCH], data: SAMPLE_WEIGHTS },
    learningRate,
  };
}

/** One step of plain SGD with rate 1: the weights move by their gradients. */
async function oneStep(
  executor: Executor,
  request: TrainerRequest,
  input: Tensor,
): Promise<{ loss: number; weights: TensorMap }> {
  const trainer = await executor.createTrainer(request);
  const { loss } = await trainer.step(batchOf(input, 1));
  const { weights } = await trainer.getState();
  await trainer.dispose();
  return { loss, weights };
}

/** Compares the gradient of every weight, taken from a step, with finite differences of the trainer's loss. */
async function wrongWeightSlopes(
  request: TrainerRequest,
  after: TensorMap,
  input: Tensor,
): Promise<string[]> {
  const trainer = await ONNX.createTrainer(request);
  const wrong: string[] = [];
  for (const { name, trainable } of weightSpecs(request.graph)) {
    const start = request.weights.get(name);
    if (!trainable || start === undefined) continue;
    const data = start.data.map(
      (value, i) => value - (after.get(name)?.data[i] ?? 0),
    );
    const lossAt = async (value: Tensor) => {
      const weights = new Map(request.weights).set(name, value);
      await trainer.setState({ step: 0, weights, slots: new Map() });
      return (await trainer.step(batchOf(input, 0))).loss;
    };
    wrong.push(
      ...(await wrongSlopes(name, { shape: start.shape, data }, start, lossAt)),
    );
  }
  await trainer.dispose();
  return wrong;
}

function mapDifferences(ours: TensorMap, theirs: TensorMap): string[] {
  return [...theirs].flatMap(([name, value]) =>
    differences(name, ours.get(name), value),
  );
}

/** Says what is wrong when two tensors differ in shape, or anywhere by more than 1e-4; nothing when they agree. */
function differences(
  what: string,
  ours: Tensor | undefined,
  theirs: Tensor | undefined,
): string[] {
  if (ours?.shape.join() !== theirs?.shape.join()) {
    return [
      `${what}: shape [${ours?.shape.join()}] instead of [${theirs?.shape.join()}]`,
    ];
  }
  const worst = (ours?.data ?? new Float32Array()).reduce(
    (most, value, i) =>
      Math.max(
        most,
        Math.abs(value - (theirs?.data[i] ?? Number.POSITIVE_INFINITY)),
      ),
    0,
  );
  return worst < 1e-4 ? [] : [`${what}: differs by ${worst}`];
}

/**
 * Compares a gradient with central differences: along itself, which would show a missing or doubled part, and along a random
 * direction. The bound leaves room for float32 and for the few kinks that a step may cross.
 */
async function wrongSlopes(
  what: string,
  gradient: Tensor,
  at: Tensor,
  value: (point: Tensor) => Promise<number>,
): Promise<string[]> {
  const length = Math.hypot(...gradient.data);
  const random = randomTensor(at.shape, "direction");
  const wrong: string[] = [];
  for (const direction of length > 1e-3 ? [gradient, random] : [random]) {
    const scale = 1 / Math.hypot(...direction.data);
    const step = 2e-3 * Math.max(1, Math.sqrt(sizeOf(at.shape)) / 4);
    const moved = (by: number): Tensor => ({
      shape: at.shape,
      data: at.data.map((x, i) => x + by * scale * (direction.data[i] ?? 0)),
    });
    const slope =
      ((await value(moved(step))) - (await value(moved(-step)))) / (2 * step);
    const expected = gradient.data.reduce(
      (sum, g, i) => sum + g * scale * (direction.data[i] ?? 0),
      0,
    );
    const isClose = Math.abs(slope - expected) < 1e-3 + 0.02 * length;
    if (!isClose) wrong.push(`${what}: slope ${slope}, gradient ${expected}`);
  }
  return wrong;
}
