import { describe, expect, it } from "vitest";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import type {
  Executor,
  TrainerRequest,
  TrainerState,
} from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { emitTrainingModel } from "#engine/compute/onnx/training-model.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { randomTensor } from "#test/helpers/random-tensors.ts";

failOnLeaks();

const ONNX = createOnnxExecutor();
const REFERENCE = createTfjsExecutor({ backend: "cpu" });
const [BATCH, INPUTS, UNITS, CLASSES] = [3, 2051, 2053, 4];

const GRAPH = (() => {
  const net = createLayerBuilder("large", { name: "x", shape: [INPUTS] });
  net.layer("dense", "large", { units: UNITS, activation: "relu" });
  net.layer("dense", "out", { units: CLASSES, activation: "softmax" });
  return net.build();
})();
const REQUEST: TrainerRequest = {
  graph: GRAPH,
  weights: initializeWeights(GRAPH, 3),
  trainableLayers: new Set(["large", "out"]),
  batchNormalization: "inference",
  optimizer: { kind: "adamw" },
  clipNorm: 0.4,
  averageDecay: 0.5,
  rateFactors: new Map([["large", 0.5]]),
  batchSize: BATCH,
  seed: 0,
};

async function train(
  executor: Executor,
  from: TrainerState | null,
  steps: number,
) {
  const trainer = await executor.createTrainer(REQUEST);
  if (from) await trainer.setState(from);
  const losses: number[] = [];
  for (let i = from?.step ?? 0; i < steps; i++) {
    const labels = tensor([BATCH, CLASSES], new Float32Array(BATCH * CLASSES));
    for (let row = 0; row < BATCH; row++)
      labels.data[row * CLASSES + ((row + i) % CLASSES)] = 1;
    const { loss } = await trainer.step({
      input: randomTensor([BATCH, INPUTS], "picture", i),
      labels,
      sampleWeights: tensor([BATCH], Float32Array.of(1, 2, 0.5)),
      learningRate: 0.001,
    });
    losses.push(loss);
  }
  const state = await trainer.getState();
  await trainer.dispose();
  return { losses, state };
}

const PARTS = ["weights", "slots", "averages"] as const;

describe("a dense kernel of more than 16 MiB", () => {
  it("learns outside of the training graph, which has no value of its size but the kernel", () => {
    const model = emitTrainingModel(REQUEST);
    expect(model.large.map(({ key }) => key)).toEqual(["large/kernel"]);
    const packed = model.weights.flatMap(({ segments }) =>
      segments.map(({ reference }) => reference.key),
    );
    expect(packed).not.toContain("large/kernel");
    expect(emitTrainingModel(REQUEST, { provider: "webgpu" }).large).toEqual(
      [],
    );
  });

  it("takes the reference's steps, clipped and averaged, and leaves the caller's weights alone", async () => {
    const before = REQUEST.weights.get("large/kernel")?.data.slice();
    const ours = await train(ONNX, null, 2);
    const theirs = await train(REFERENCE, null, 2);
    ours.losses.forEach((loss, i) =>
      expect(loss).toBeCloseTo(theirs.losses[i] ?? 0, 4),
    );
    for (const part of PARTS) {
      const [a, b] = [ours.state[part], theirs.state[part]];
      expect(a?.size).toBe(b?.size);
      for (const [name, { shape, data }] of a ?? []) {
        expect(shape).toEqual(b?.get(name)?.shape);
        const other = b?.get(name)?.data ?? new Float32Array();
        let off = 0;
        data.forEach((value, i) => {
          off = Math.max(off, Math.abs(value - (other[i] ?? Number.NaN)));
        });
        // Adam's first steps are nearly the sign of the gradient: where it is nearly zero, rounding shows.
        expect(off).toBeLessThan(2e-4);
      }
    }
    expect(REQUEST.weights.get("large/kernel")?.data).toEqual(before);
  });

  it("goes on from a state bit for bit", async () => {
    const whole = await train(ONNX, null, 3);
    const half = await train(ONNX, null, 1);
    const rest = await train(ONNX, half.state, 3);
    expect(rest.losses).toEqual(whole.losses.slice(1));
    for (const part of PARTS) {
      for (const [name, { data }] of whole.state[part] ?? []) {
        const other = rest.state[part]?.get(name)?.data;
        expect(
          Buffer.from(data.buffer).equals(
            Buffer.from(other?.buffer ?? new ArrayBuffer()),
          ),
        ).toBe(true);
      }
    }
  });
});

describe("a kernel of more than 16 MiB that covers its whole picture", () => {
  it("takes the steps of the dense layer with the same numbers, bit for bit, and keeps its shape", async () => {
    const shape = [4, 4, 129];
    const filters = 2053;
    const kernel = randomTensor([...shape, filters], "kernel");
    const covering = createLayerBuilder("covering", { name: "x", shape });
    covering.layer("conv2d", "large", { filters, kernelSize: 4 });
    covering.layer("flatten", "flat", {});
    const dense = createLayerBuilder("dense", { name: "x", shape });
    dense.layer("flatten", "flat", {});
    dense.layer("dense", "large", { units: filters });
    const [ours, same] = [
      await oneStep(covering, kernel),
      await oneStep(dense, { ...kernel, shape: [4 * 4 * 129, filters] }),
    ];
    expect(ours.large).toEqual(["large/kernel"]);
    expect(ours.kernel?.shape).toEqual(kernel.shape);
    expect(same.kernel?.shape).toEqual([4 * 4 * 129, filters]);
    expect(ours.loss).toBe(same.loss);
    const bits = ({ kernel: after }: typeof ours) =>
      Buffer.from(after?.data.buffer ?? new ArrayBuffer());
    expect(bits(ours).equals(bits(same))).toBe(true);
    expect(bits(ours).equals(Buffer.from(kernel.data.buffer))).toBe(false);
  });
});

/** One step of a network of one large kernel, ended by scores. */
async function oneStep(net: LayerBuilder, kernel: Tensor) {
  net.layer("dense", "out", { units: CLASSES });
  const graph = net.build();
  const request: TrainerRequest = {
    graph,
    weights: new Map([
      ...initializeWeights(graph, 3),
      ["large/kernel", kernel],
    ]),
    trainableLayers: new Set(["large", "out"]),
    batchNormalization: "inference",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: 1,
    seed: 0,
  };
  const { large } = emitTrainingModel(request);
  const trainer = await ONNX.createTrainer(request);
  const { loss } = await trainer.step({
    input: randomTensor([1, ...graph.input.shape], "picture"),
    labels: tensor([1, CLASSES], Float32Array.of(1, 0, 0, 0)),
    sampleWeights: tensor([1], Float32Array.of(1)),
    learningRate: 0.1,
  });
  const { weights } = await trainer.getState();
  await trainer.dispose();
  return {
    large: large.map(({ key }) => key),
    loss,
    kernel: weights.get("large/kernel"),
  };
}
