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
      for (const tap of taps) {
        expectClose(ours.get(tap), theirs.get(tap), 1e-4, tap);
      }
      const [bare] = await forwards(graph, weights, [], input);
      expectClose(bare.get("out"), ours.get("out"), 1e-5, "out without taps");
    });

    it("gives TensorFlow.js's gradient of the picture, and that of finite differences", async () => {
      const chosen = randomTensor([BATCH, CLASSES], "chosen");
      const request = { graph, weights, layer: "picture" };
      const ours = await gradientOf(ONNX, request, input, chosen);
      if (hasReferenceGradients) {
        const theirs = await gradientOf(REFERENCE, request, input, chosen);
        expectClose(ours, theirs, 1e-4, "gradient of the picture");
      }
      const score = await scoreFunction(graph, weights, chosen);
      await expectSlopes(ours, input, score, "the picture");
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
        const trainer = await ONNX.createTrainer(request);
        const { loss } = await trainer.step(batchOf(input, 1));
        const { weights: after } = await trainer.getState();
        if (hasReferenceGradients) {
          const reference = await REFERENCE.createTrainer(request);
          const theirs = await reference.step(batchOf(input, 1));
          expect(loss).toBeCloseTo(theirs.loss, 5);
          for (const [name, value] of (await reference.getState()).weights) {
            expectClose(after.get(name), value, 1e-4, name);
          }
          await reference.dispose();
        }
        for (const { name, trainable } of weightSpecs(graph)) {
          const start = weights.get(name);
          if (!trainable || start === undefined) continue;
          const data = start.data.map(
            (value, i) => value - (after.get(name)?.data[i] ?? 0),
          );
          const lossAt = async (value: Tensor) => {
            const moved = new Map(weights).set(name, value);
            await trainer.setState({
              step: 0,
              weights: moved,
              slots: new Map(),
            });
            return (await trainer.step(batchOf(input, 0))).loss;
          };
          await expectSlopes({ shape: start.shape, data }, start, lossAt, name);
        }
        await trainer.dispose();
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

function expectClose(
  ours: Tensor | undefined,
  theirs: Tensor | undefined,
  tolerance: number,
  what: string,
): void {
  expect(ours?.shape, what).toEqual(theirs?.shape);
  let worst = 0;
  ours?.data.forEach((value, i) => {
    worst = Math.max(worst, Math.abs(value - (theirs?.data[i] ?? Number.NaN)));
  });
  expect(worst, `largest difference in ${what}`).toBeLessThan(tolerance);
}

/**
 * Compares a gradient with central differences: along itself, which would show a missing or doubled part, and along a random direction.
 * The bound leaves room for float32 and for the few kinks that a step may cross.
 */
async function expectSlopes(
  gradient: Tensor,
  at: Tensor,
  value: (point: Tensor) => Promise<number>,
  what: string,
): Promise<void> {
  const length = Math.hypot(...gradient.data);
  const random = randomTensor(at.shape, "direction");
  const directions = length > 1e-3 ? [gradient, random] : [random];
  for (const direction of directions) {
    const scale = 1 / Math.max(1e-12, Math.hypot(...direction.data));
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
    expect(
      Math.abs(slope - expected),
      `slope ${slope} by ${what}, gradient ${expected}`,
    ).toBeLessThan(1e-3 + 0.02 * length);
  }
}
