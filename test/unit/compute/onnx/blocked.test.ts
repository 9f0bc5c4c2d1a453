import { describe, expect, it } from "vitest";
import type { TensorMap } from "#engine/base/tensor.ts";
import type { Executor, TrainerRequest } from "#engine/compute/executor.ts";
import { blockSize } from "#engine/compute/onnx/blocked/block-size.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { emitTrainingModel } from "#engine/compute/onnx/training-model.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { LayerGraph, OpAttributes } from "#engine/graph/layer-graph.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { caseWeights, randomTensor } from "#test/helpers/random-tensors.ts";

failOnLeaks();

/** Enough pictures that batch statistics are no accident of rounding. */
const BATCH = 4;
const CLASSES = 3;

interface Case {
  readonly name: string;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly build: (net: LayerBuilder) => void;
  /** TensorFlow.js's reference has no gradient for it; plain pictures are the reference. */
  readonly reference?: "plain";
}

const separable = (
  name: string,
  input: Case["input"],
  attributes: OpAttributes["depthwiseConv2d"],
  reference?: "plain",
): Case => ({
  name,
  input,
  ...(reference ? { reference } : {}),
  build: (net) => {
    net.layer("conv2d", "expand", {
      filters: 32,
      kernelSize: 1,
      useBias: false,
    });
    net.layer("batchNormalization", "expand_bn", {});
    net.layer("activation", "expand_relu", { activation: "relu6" });
    net.layer("depthwiseConv2d", "depthwise", {
      useBias: false,
      ...attributes,
    });
    net.layer("batchNormalization", "deep_bn", {});
    net.layer("activation", "deep_relu", { activation: "relu6" });
  },
});

const convolution = (
  name: string,
  input: Case["input"],
  attributes: OpAttributes["conv2d"],
  normalization: OpAttributes["batchNormalization"] = {},
): Case => ({
  name,
  input,
  build: (net) => {
    net.layer("conv2d", "first", attributes);
    net.layer("batchNormalization", "norm", normalization);
    net.layer("activation", "relu", { activation: "relu" });
  },
});

const CASES: readonly Case[] = [
  separable("depthwise 3 × 3", [7, 6, 16], { kernelSize: 3, padding: "same" }),
  separable("depthwise, stride 2, odd size", [9, 7, 16], {
    kernelSize: 3,
    strides: 2,
    padding: "same",
  }),
  separable("depthwise, stride 2, valid, rows left over", [8, 10, 16], {
    kernelSize: 3,
    strides: 2,
  }),
  separable("depthwise 5 × 3, stride 3", [11, 13, 16], {
    kernelSize: [5, 3],
    strides: 3,
    padding: "same",
  }),
  separable(
    "depthwise, dilated",
    [9, 9, 16],
    { kernelSize: 3, dilationRate: 2, padding: "same" },
    "plain",
  ),
  separable("24 channels, filled up to blocks", [6, 6, 24], {
    kernelSize: 3,
    padding: "same",
  }),
  convolution("3 × 3 on 3 channels, stride 2", [9, 9, 3], {
    filters: 16,
    kernelSize: 3,
    strides: 2,
    padding: "same",
  }),
  convolution("3 × 3 on 32 channels", [6, 5, 32], {
    filters: 32,
    kernelSize: 3,
    padding: "same",
  }),
  convolution("3 × 3 on 20 channels into 24", [6, 5, 20], {
    filters: 24,
    kernelSize: 3,
    padding: "same",
  }),
  convolution("pointwise, many into few", [5, 5, 48], {
    filters: 16,
    kernelSize: 1,
  }),
  convolution("pointwise with stride", [6, 7, 16], {
    filters: 32,
    kernelSize: 1,
    strides: 2,
  }),
  convolution(
    "without γ",
    [5, 5, 16],
    { filters: 32, kernelSize: 1 },
    { scale: false },
  ),
  convolution(
    "without β",
    [5, 5, 16],
    { filters: 32, kernelSize: 3 },
    { center: false, epsilon: 0.1, momentum: 0.5 },
  ),
  convolution("two groups", [5, 5, 32], {
    filters: 32,
    kernelSize: 3,
    groups: 2,
  }),
  {
    name: "22 channels, no multiple of four, into 48",
    input: [6, 6, 16],
    build: (net) => {
      net.layer("conv2d", "narrow", { filters: 22, kernelSize: 3 });
      net.layer("conv2d", "wide", { filters: 48, kernelSize: 1 });
      net.layer("batchNormalization", "norm", {});
      net.layer("activation", "relu", { activation: "relu" });
    },
  },
  convolution("a window over the whole of a blocked picture", [5, 4, 16], {
    filters: 32,
    kernelSize: [5, 4],
  }),
  {
    name: "two readers of one value, and a sum of blocked values",
    input: [6, 6, 16],
    build: (net) => {
      const left = net.layer("conv2d", "left", {
        filters: 16,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      });
      const right = net.layer("conv2d", "right", {
        filters: 16,
        kernelSize: 3,
        padding: "same",
      });
      net.layer("add", "sum", {}, [left, right]);
      net.layer("maxPooling2d", "pool", {});
      net.layer("activation", "tanh", { activation: "tanh" });
    },
  },
];

describe("training on blocked pictures", () => {
  it("is what this processor's graphs use, where it has the operators", async () => {
    const block = await blockSize();
    if (block === undefined) return;
    expect([8, 16]).toContain(block);
    const { bytes } = emitTrainingModel(requestFor(CASES[0] as Case), {
      block,
    });
    const text = new TextDecoder("latin1").decode(bytes);
    expect(text).toContain("com.microsoft.nchwc");
  });

  it("is left to the CPU provider, and can be refused", async () => {
    expect(await blockSize({ provider: "webgpu" })).toBeUndefined();
    expect(await blockSize({ layout: "plain" })).toBeUndefined();
  });

  for (const batchNormalization of ["training", "inference"] as const) {
    it.each(CASES)(
      `learns as the reference does, normalization in ${batchNormalization} mode: $name`,
      async (one) => {
        const request = { ...requestFor(one), batchNormalization };
        const blocked = await twoSteps(createOnnxExecutor(), request);
        const expected = await twoSteps(
          one.reference === "plain"
            ? createOnnxExecutor({ layout: "plain" })
            : createTfjsExecutor({ backend: "cpu" }),
          request,
        );
        expect(blocked.losses[0]).toBeCloseTo(expected.losses[0] ?? 0, 4);
        expect(blocked.losses[1]).toBeCloseTo(expected.losses[1] ?? 0, 3);
        expect(distance(blocked.first, expected.first)).toBeLessThan(2e-4);
      },
    );
  }

  it("keeps the variance of values far from zero", async () => {
    const one = CASES[0] as Case;
    const request = requestFor(one);
    const input = randomTensor([BATCH, ...one.input], "far");
    const far = { ...input, data: input.data.map((value) => value + 100) };
    const blocked = await twoSteps(createOnnxExecutor(), request, far);
    const plain = await twoSteps(
      createOnnxExecutor({ layout: "plain" }),
      request,
      far,
    );
    expect(distance(blocked.first, plain.first)).toBeLessThan(5e-3);
  });

  it("gives the same bits on any number of threads", async () => {
    const request = requestFor(CASES[0] as Case);
    const [one, two] = await Promise.all(
      [1, 2].map((threads) =>
        twoSteps(createOnnxExecutor({ threads }), request),
      ),
    );
    expect(one?.first).toEqual(two?.first);
    expect(one?.losses).toEqual(two?.losses);
  });
});

function requestFor(one: Case): TrainerRequest {
  const graph = networkOf(one);
  return {
    graph,
    weights: caseWeights(graph),
    trainableLayers: new Set(graph.layers.map((layer) => layer.name)),
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: BATCH,
    seed: 1,
  };
}

function networkOf({ name, input, build }: Case): LayerGraph {
  const net = createLayerBuilder(name, { name: "picture", shape: input });
  build(net);
  net.layer("globalAveragePooling2d", "gap", {});
  net.layer("dense", "scores", { units: CLASSES });
  return net.build();
}

/** The losses of two steps, and all weights after the first. */
async function twoSteps(
  executor: Executor,
  request: TrainerRequest,
  input = randomTensor(
    [BATCH, ...request.graph.input.shape],
    "pictures",
    request.graph.name,
  ),
): Promise<{ losses: readonly number[]; first: TensorMap }> {
  const trainer = await executor.createTrainer(request);
  const labels = new Float32Array(BATCH * CLASSES);
  for (let row = 0; row < BATCH; row++) labels[row * CLASSES + (row % 3)] = 1;
  const batch = {
    input,
    labels: { shape: [BATCH, CLASSES], data: labels },
    sampleWeights: {
      shape: [BATCH],
      data: Float32Array.of(1, 2, 0.5, 1),
    },
    learningRate: 0.1,
  };
  const one = await trainer.step(batch);
  const first = (await trainer.getState()).weights;
  const two = await trainer.step(batch);
  await trainer.dispose();
  return { losses: [one.loss, two.loss], first };
}

/** Largest difference of any weight, relative to 1 + its size. */
function distance(left: TensorMap, right: TensorMap): number {
  let largest = 0;
  for (const [key, { data }] of left) {
    const other = right.get(key)?.data ?? new Float32Array(data.length);
    data.forEach((value, i) => {
      const gap = Math.abs(value - (other[i] ?? 0));
      largest = Math.max(largest, gap / (1 + Math.abs(value)));
    });
  }
  return largest;
}
