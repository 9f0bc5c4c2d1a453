import { describe, expect, it } from "vitest";
import { tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { Executor, TrainerRequest } from "#engine/compute/executor.ts";
import type { LossSpec } from "#engine/compute/loss-spec.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";

failOnLeaks();

const EXECUTORS: readonly Executor[] = [
  createOnnxExecutor(),
  createTfjsExecutor({ backend: "cpu" }),
];
const [BATCH, INPUTS, FEATURES, CLASSES] = [3, 4, 5, 3];
const LABELS = [0, 2, 1];
const RATE = 1e-3;
const DISCRIMINATIVE: LossSpec = { kind: "euclideanRbf", rubbishDistance: 2 };
const DISTANCE: LossSpec = { kind: "euclideanRbf", rubbishDistance: null };

/** The end of LeNet-5: F6 and its distances from the codes. */
function net(learnsCodes: boolean, withSoftmax = false): LayerGraph {
  const builder = createLayerBuilder("rbf", { name: "x", shape: [INPUTS] });
  builder.layer("dense", "f6", { units: FEATURES, activation: "tanh" });
  builder.layer("euclideanRbf", "rbf", { units: CLASSES, learnsCodes });
  if (withSoftmax)
    builder.layer("activation", "softmax", { activation: "softmax" });
  return builder.build();
}

const INPUT = tensor(
  [BATCH, INPUTS],
  Float32Array.from({ length: BATCH * INPUTS }, (_, i) => Math.sin(3 * i + 1)),
);
const WEIGHTS = initializeWeights(net(true), 4);

/** The distances y_i of equation 7, in double precision, picture by picture. */
function distances(weights: TensorMap): number[][] {
  const data = (name: string) => weights.get(name)?.data ?? [];
  return LABELS.map((_, row) => {
    const features = Array.from({ length: FEATURES }, (_unused, unit) => {
      let sum = data("f6/bias")[unit] ?? 0;
      for (let i = 0; i < INPUTS; i++)
        sum +=
          (INPUT.data[row * INPUTS + i] ?? 0) *
          (data("f6/kernel")[i * FEATURES + unit] ?? 0);
      return Math.tanh(sum);
    });
    return Array.from({ length: CLASSES }, (_unused, code) =>
      features.reduce(
        (sum, x, j) =>
          sum + (x - (data("rbf/codes")[code * FEATURES + j] ?? 0)) ** 2,
        0,
      ),
    );
  });
}

/** Equations 8 and 9. */
function paperLoss(weights: TensorMap, j: number | null): number {
  const each = distances(weights).map((y, row) => {
    const own = y[LABELS[row] as number] ?? Number.NaN;
    if (j === null) return own;
    const sum = y.reduce((total, d) => total + Math.exp(-d), Math.exp(-j));
    return own + Math.log(sum);
  });
  return each.reduce((total, value) => total + value, 0) / BATCH;
}

function changed(name: string, place: number, by: number): TensorMap {
  const weight = WEIGHTS.get(name);
  if (!weight) throw new Error(`There is no weight ${name}.`);
  const data = weight.data.slice();
  data[place] = (data[place] ?? 0) + by;
  return new Map([...WEIGHTS, [name, { ...weight, data }]]);
}

async function oneStep(executor: Executor, options: Partial<TrainerRequest>) {
  const graph = options.graph ?? net(true);
  const trainer = await executor.createTrainer({
    graph,
    weights: WEIGHTS,
    trainableLayers: new Set(["f6", "rbf"]),
    batchNormalization: "inference",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: BATCH,
    seed: 0,
    ...options,
  });
  const labels = tensor([BATCH, CLASSES], new Float32Array(BATCH * CLASSES));
  LABELS.forEach((label, row) => (labels.data[row * CLASSES + label] = 1));
  const result = await trainer.step({
    input: INPUT,
    labels,
    sampleWeights: tensor([BATCH], new Float32Array(BATCH).fill(1)),
    learningRate: RATE,
  });
  const { weights } = await trainer.getState();
  await trainer.dispose();
  return { ...result, weights };
}

describe.each(EXECUTORS)("$id: the output layer of LeNet-5", (executor) => {
  it("gives distances from codes of ±1, turned so that the largest is the answer", async () => {
    const codes = WEIGHTS.get("rbf/codes");
    expect(codes?.shape).toEqual([CLASSES, FEATURES]);
    expect(new Set(codes?.data)).toEqual(new Set([-1, 1]));
    const forward = await executor.createForward({
      graph: net(false),
      weights: WEIGHTS,
    });
    const scores = (await forward.run(INPUT)).get("rbf");
    await forward.dispose();
    distances(WEIGHTS)
      .flat()
      .forEach((y, i) => expect(scores?.data[i]).toBeCloseTo(-y, 4));
  });

  it.each([
    ["with the term of the other classes (equation 9)", DISCRIMINATIVE],
    ["by the distance alone (equation 8)", DISTANCE],
  ])("learns %s along the gradient of the paper's loss", async (_, loss) => {
    const j = loss.kind === "euclideanRbf" ? loss.rubbishDistance : null;
    const result = await oneStep(executor, { loss });
    expect(result.loss).toBeCloseTo(paperLoss(WEIGHTS, j), 4);
    for (const name of ["f6/kernel", "f6/bias", "rbf/codes"]) {
      const before = WEIGHTS.get(name)?.data ?? new Float32Array();
      before.forEach((value, place) => {
        const rise =
          paperLoss(changed(name, place, 1e-2), j) -
          paperLoss(changed(name, place, -1e-2), j);
        const after = result.weights.get(name)?.data[place] ?? Number.NaN;
        expect((value - after) / RATE).toBeCloseTo(rise / 2e-2, 2);
      });
    }
  });

  it("leaves probability for the class of rubbish", async () => {
    const { probabilities } = await oneStep(executor, { loss: DISCRIMINATIVE });
    distances(WEIGHTS).forEach((y, row) => {
      const sum = y.reduce((total, d) => total + Math.exp(-d), Math.exp(-2));
      y.forEach((d, i) => {
        const p = probabilities.data[row * CLASSES + i];
        expect(p).toBeCloseTo(Math.exp(-d) / sum, 4);
      });
    });
  });

  it("keeps codes that do not learn, and counts them as fixed", async () => {
    const graph = net(false, true);
    const { weights } = await oneStep(executor, {
      graph,
      loss: DISCRIMINATIVE,
    });
    expect(weights.get("rbf/codes")?.data).toEqual(
      WEIGHTS.get("rbf/codes")?.data,
    );
    expect(weights.get("f6/bias")?.data).not.toEqual(
      WEIGHTS.get("f6/bias")?.data,
    );
    const { trainable, total } = countParameters(graph);
    expect(total - trainable).toBe(CLASSES * FEATURES);
  });

  it("stays finite far from every code", async () => {
    const weights = new Map(WEIGHTS);
    const codes = WEIGHTS.get("rbf/codes");
    if (codes)
      weights.set("rbf/codes", {
        ...codes,
        data: codes.data.map((value) => value * 40),
      });
    const { loss } = await oneStep(executor, { weights, loss: DISCRIMINATIVE });
    expect(loss).toBeCloseTo(paperLoss(weights, 2), -1);
    expect(Number.isFinite(loss)).toBe(true);
  });
});
