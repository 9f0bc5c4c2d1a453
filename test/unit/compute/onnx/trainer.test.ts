import { describe, expect, it } from "vitest";
import { tensor, type TensorMap } from "#engine/base/tensor.ts";
import {
  averagedWeights,
  type Executor,
  type Trainer,
  type TrainerRequest,
  type TrainingBatch,
} from "#engine/compute/executor.ts";
import type { OptimizerSpec } from "#engine/compute/optimizer-spec.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { caseWeights, randomTensor } from "#test/helpers/random-tensors.ts";

failOnLeaks();

const ONNX = createOnnxExecutor();
const REFERENCE = createTfjsExecutor({ backend: "cpu" });

const BATCH = 4;
const CLASSES = 3;
const GRAPH = smallNet();
const WEIGHTS = caseWeights(GRAPH);
const EVERYTHING = new Set(GRAPH.layers.map((layer) => layer.name));

const OPTIMIZERS: readonly (Partial<TrainerRequest> & {
  title: string;
  optimizer: OptimizerSpec;
})[] = [
  { title: "SGD", optimizer: { kind: "sgd", momentum: 0 } },
  { title: "SGD with momentum", optimizer: { kind: "sgd", momentum: 0.9 } },
  {
    title: "SGD with Nesterov's momentum and weight decay",
    optimizer: { kind: "sgd", momentum: 0.9, nesterov: true },
    weightDecay: 0.1,
  },
  { title: "Adam", optimizer: { kind: "adam" } },
  {
    title: "Adam with its own constants and weight decay",
    optimizer: { kind: "adam", beta1: 0.8, beta2: 0.9, epsilon: 1e-3 },
    weightDecay: 0.1,
  },
  {
    title: "AdamW, clipped and averaged, with rates per layer",
    optimizer: { kind: "adamw" },
    clipNorm: 0.5,
    averageDecay: 0.8,
    rateFactors: new Map([
      ["conv", 0.1],
      ["norm", 0.1],
      ["deep", 0],
      ["hidden", 3],
    ]),
  },
];

describe("createTrainer", () => {
  it.each(OPTIMIZERS)(
    "takes the reference's steps with $title",
    async (options) => {
      const ours = await train(ONNX, options, 5);
      const theirs = await train(REFERENCE, options, 5);
      ours.losses.forEach((loss, i) =>
        expect(loss).toBeCloseTo(theirs.losses[i] ?? 0, 4),
      );
      expect([...ours.state.weights.keys()].toSorted()).toEqual(
        [...theirs.state.weights.keys()].toSorted(),
      );
      expect(
        largestDifference(ours.state.weights, theirs.state.weights),
      ).toBeLessThan(2e-4);
      expect(
        largestDifference(ours.state.slots, theirs.state.slots),
      ).toBeLessThan(2e-4);
      expect(ours.state.slots.size).toBe(theirs.state.slots.size);
      expect(
        largestDifference(
          ours.state.averages ?? new Map(),
          theirs.state.averages ?? new Map(),
        ),
      ).toBeLessThan(2e-4);
      expect(ours.state.averages?.size).toBe(theirs.state.averages?.size);
    },
  );

  it("gives the same bits on every run, dropout included", async () => {
    const options = { optimizer: { kind: "adam" } as const };
    const first = await train(ONNX, options, 6);
    const second = await train(ONNX, options, 6);
    expect(second.losses).toEqual(first.losses);
    expect(bitDifferences(second.state.weights, first.state.weights)).toEqual(
      [],
    );
    const otherSeed = await train(ONNX, { ...options, seed: 2 }, 6);
    expect(otherSeed.losses).not.toEqual(first.losses);
  });

  it("continues bit for bit from a state given to a fresh trainer", async () => {
    const options = {
      optimizer: { kind: "adam" } as const,
      weightDecay: 0.01,
      clipNorm: 0.5,
      averageDecay: 0.9,
    };
    const whole = await train(ONNX, options, 6);
    const half = await train(ONNX, options, 3);
    const fresh = await ONNX.createTrainer(request(options));
    await fresh.setState(half.state);
    const losses = await steps(fresh, 3, 6);
    const state = await fresh.getState();
    await fresh.dispose();
    expect(losses).toEqual(whole.losses.slice(3));
    expect(state.step).toBe(6);
    for (const part of ["weights", "slots", "averages"] as const) {
      const [now, then] = [state[part], whole.state[part]];
      expect(now?.size).toBeGreaterThan(0);
      expect(bitDifferences(now ?? new Map(), then ?? new Map())).toEqual([]);
    }
  });

  it.each([ONNX, REFERENCE])(
    "$id: keeps averages of the weights that learn, from the first step on",
    async (executor) => {
      const options = {
        averageDecay: 0.75,
        trainableLayers: new Set(["hidden", "out"]),
      };
      const first = (await train(executor, options, 1)).state;
      const second = (await train(executor, options, 2)).state;
      const names = ["hidden/kernel", "hidden/bias", "out/kernel", "out/bias"];
      expect([...(first.averages ?? [])].map(([name]) => name)).toEqual(
        expect.arrayContaining(names),
      );
      expect(first.averages?.size).toBe(names.length);
      for (const name of names) {
        const [one, two] = [first.weights.get(name), second.weights.get(name)];
        expect(sameBits(first.averages?.get(name)?.data, one?.data)).toBe(true);
        second.averages?.get(name)?.data.forEach((value, i) => {
          const mean = 0.75 * (one?.data[i] ?? 0) + 0.25 * (two?.data[i] ?? 0);
          expect(value).toBeCloseTo(mean, 6);
        });
      }
      const kept = averagedWeights(second);
      expect([...kept.keys()].toSorted()).toEqual(
        [...second.weights.keys()].toSorted(),
      );
      expect(kept.get("out/kernel")).toBe(second.averages?.get("out/kernel"));
      expect(kept.get("conv/kernel")).toBe(second.weights.get("conv/kernel"));
    },
  );

  it.each([ONNX, REFERENCE])(
    "$id: refuses a state without averages where it keeps some",
    async (executor) => {
      const { state } = await train(executor, {}, 1);
      const trainer = await executor.createTrainer(
        request({ averageDecay: 0.9 }),
      );
      await expect(trainer.setState(state)).rejects.toMatchObject({
        code: "compute/wrong-state",
      });
      await trainer.dispose();
    },
  );

  it("moves weights by their layer's share of the learning rate", async () => {
    const moved = async (rateFactors?: ReadonlyMap<string, number>) => {
      const { weights } = (
        await train(ONNX, rateFactors ? { rateFactors } : {}, 1)
      ).state;
      return (name: string) =>
        (weights.get(name)?.data[0] ?? 0) - (WEIGHTS.get(name)?.data[0] ?? 0);
    };
    const plain = await moved();
    const rated = await moved(
      new Map([
        ["conv", 0.25],
        ["norm", 0],
      ]),
    );
    expect(rated("conv/kernel") / plain("conv/kernel")).toBeCloseTo(0.25, 3);
    expect(rated("norm/gamma")).toBe(0);
    expect(rated("out/kernel")).toBe(plain("out/kernel"));
  });

  it("clips what is larger than the limit, and nothing else", async () => {
    const step = async (clipNorm?: number) => {
      const { weights } = (
        await train(ONNX, clipNorm === undefined ? {} : { clipNorm }, 1)
      ).state;
      let squares = 0;
      for (const name of weights.keys()) {
        if (name.includes("moving")) continue;
        weights.get(name)?.data.forEach((value, i) => {
          squares += (value - (WEIGHTS.get(name)?.data[i] ?? 0)) ** 2;
        });
      }
      return Math.sqrt(squares) / batchOf(0).learningRate;
    };
    const norm = await step();
    expect(await step(norm / 3)).toBeCloseTo(norm / 3, 3);
    expect(await step(norm * 1.01)).toBe(norm);
  });

  it("keeps a state that was read apart from the steps that follow", async () => {
    const trainer = await ONNX.createTrainer(request({}));
    await steps(trainer, 0, 1);
    const state = await trainer.getState();
    const before = new Map(
      [...state.weights].map(([k, v]) => [k, { ...v, data: v.data.slice() }]),
    );
    await steps(trainer, 1, 3);
    expect(bitDifferences(state.weights, before)).toEqual([]);
    await trainer.dispose();
  });

  it.each([
    ["the head", ["hidden", "out"]],
    ["a normalization and the head", ["norm2", "out"]],
    ["the lowest layer alone", ["conv"]],
    ["a normalization alone", ["norm"]],
  ])("leaves everything but %s untouched", async (_, layers) => {
    const trainableLayers = new Set(layers);
    const ours = await train(ONNX, { trainableLayers }, 4);
    const theirs = await train(REFERENCE, { trainableLayers }, 4);
    expect(
      largestDifference(ours.state.weights, theirs.state.weights),
    ).toBeLessThan(1e-4);
    const changed = [...ours.state.weights]
      .filter(([name, { data }]) => !sameBits(data, WEIGHTS.get(name)?.data))
      .map(([name]) => name.split("/")[0]);
    expect(new Set(changed)).toEqual(trainableLayers);
  });

  it("takes frozen weights from a state, although they are constants", async () => {
    const trainableLayers = new Set(["out"]);
    const other = new Map(WEIGHTS);
    const kernel = other.get("conv/kernel");
    if (kernel)
      other.set("conv/kernel", { ...kernel, data: kernel.data.map((v) => -v) });
    const trainer = await ONNX.createTrainer(request({ trainableLayers }));
    await trainer.setState({ step: 0, weights: other, slots: new Map() });
    const losses = await steps(trainer, 0, 2);
    const state = await trainer.getState();
    await trainer.dispose();
    const direct = await train(ONNX, { trainableLayers, weights: other }, 2);
    expect(losses).toEqual(direct.losses);
    expect(bitDifferences(state.weights, direct.state.weights)).toEqual([]);
  });

  it("smooths labels", async () => {
    const [plain] = (await train(ONNX, {}, 1)).losses;
    const [smooth] = (await train(ONNX, { labelSmoothing: 0.4 }, 1)).losses;
    expect(smooth).not.toBe(plain);
  });

  it("ignores pictures of weight 0 and scales with no weight but their ratio", async () => {
    const options = {
      batchNormalization: "inference" as const,
      graph: withoutDropout(),
    };
    const weighted = async (weights: number[], input = picture(0)) => {
      const trainer = await ONNX.createTrainer(request(options));
      const batch = { ...batchOf(0), input, sampleWeights: vector(weights) };
      const { loss } = await trainer.step(batch);
      await trainer.dispose();
      return loss;
    };
    const changed = picture(0);
    changed.data.fill(9, changed.data.length * 0.75);
    const base = await weighted([1, 2, 3, 0]);
    expect(await weighted([1, 2, 3, 0], changed)).toBeCloseTo(base, 5);
    expect(await weighted([10, 20, 30, 0])).toBeCloseTo(base, 5);
    expect(await weighted([1, 2, 3, 1])).not.toBeCloseTo(base, 3);
  });

  it("changes nothing when every sample weight is 0", async () => {
    const trainer = await ONNX.createTrainer(
      request({ batchNormalization: "inference" }),
    );
    const { loss } = await trainer.step({
      ...batchOf(0),
      sampleWeights: vector([0, 0, 0, 0]),
    });
    const state = await trainer.getState();
    await trainer.dispose();
    expect(loss).toBeCloseTo(0, 6);
    expect(bitDifferences(state.weights, WEIGHTS)).toEqual([]);
  });

  it("gives probabilities from before the step, rows summing to 1", async () => {
    const options = {
      batchNormalization: "inference" as const,
      graph: withoutDropout(),
    };
    const trainer = await ONNX.createTrainer(request(options));
    const { probabilities } = await trainer.step(batchOf(0));
    await trainer.dispose();
    const forward = await ONNX.createForward({
      graph: options.graph,
      weights: WEIGHTS,
    });
    const expected = (await forward.run(picture(0))).get("out");
    await forward.dispose();
    probabilities.data.forEach((p, i) =>
      expect(p).toBeCloseTo(expected?.data[i] ?? 0, 5),
    );
  });

  it.each([1, 2])(
    "gives a batch whose pictures are unfolded in blocks the mean of its halves' steps, groups %i",
    async (groups) => {
      const net = createLayerBuilder("large", {
        name: "x",
        shape: [64, 64, 16],
      });
      net.layer("conv2d", "conv", { filters: 4, kernelSize: 3, groups });
      net.layer("globalAveragePooling2d", "pool", {});
      net.layer("dense", "out", { units: CLASSES, activation: "softmax" });
      const graph = net.build();
      const weights = caseWeights(graph);
      const rows = 32;
      const pictures = randomTensor([rows, 64, 64, 16], "large");
      const step = async (from: number, to: number) => {
        const batchSize = to - from;
        const trainer = await ONNX.createTrainer(
          request({
            graph,
            weights,
            batchSize,
            trainableLayers: new Set(["conv"]),
          }),
        );
        const size = 64 * 64 * 16;
        const labels = new Float32Array(batchSize * CLASSES);
        for (let i = 0; i < batchSize; i++) {
          labels[i * CLASSES + ((from + i) % CLASSES)] = 1;
        }
        await trainer.step({
          input: tensor(
            [batchSize, 64, 64, 16],
            pictures.data.slice(from * size, to * size),
          ),
          labels: tensor([batchSize, CLASSES], labels),
          sampleWeights: vector(Array.from({ length: batchSize }, () => 1)),
          learningRate: 10,
        });
        const { weights: after } = await trainer.getState();
        await trainer.dispose();
        return after.get("conv/kernel")?.data ?? new Float32Array();
      };
      const whole = await step(0, rows);
      const first = await step(0, rows / 2);
      const second = await step(rows / 2, rows);
      const start = weights.get("conv/kernel")?.data;
      const moved = whole.map((value, i) => value - (start?.[i] ?? 0));
      const off = whole.map((value, i) =>
        Math.abs(value - ((first[i] ?? 0) + (second[i] ?? 0)) / 2),
      );
      expect(Math.max(...off)).toBeLessThan(1e-4 * Math.max(...moved));
    },
  );

  it("stays finite with scores far apart", async () => {
    const weights = new Map(WEIGHTS);
    weights.set("out/bias", vector([400, -400, 0]));
    const { losses } = await train(ONNX, { weights }, 3);
    losses.forEach((loss) => expect(Number.isFinite(loss)).toBe(true));
  });

  it("trains a network that ends in linear scores as one that ends in softmax", async () => {
    const layers = GRAPH.layers.map((layer) =>
      layer.op === "dense" && layer.name === "out"
        ? { ...layer, attributes: { units: CLASSES } }
        : layer,
    );
    const linear = await train(ONNX, { graph: { ...GRAPH, layers } }, 2);
    const softmax = await train(ONNX, {}, 2);
    expect(linear.losses).toEqual(softmax.losses);
  });

  it.each([
    ["compute/nothing-to-train", { trainableLayers: new Set<string>() }],
    ["compute/nothing-to-train", { trainableLayers: new Set(["relu"]) }],
    ["weights/missing", { weights: new Map() }],
    ["compute/wrong-output", { graph: { ...GRAPH, output: "norm" } }],
  ])("refuses with %s", async (code, options) => {
    await expect(ONNX.createTrainer(request(options))).rejects.toMatchObject({
      code,
    });
  });

  it("refuses a batch of another size and a call after dispose", async () => {
    const trainer = await ONNX.createTrainer(request({}));
    const wrong = { ...batchOf(0), input: randomTensor([2, 6, 6, 2], "x") };
    await expect(trainer.step(wrong)).rejects.toMatchObject({
      code: "compute/wrong-batch",
    });
    await trainer.dispose();
    await expect(trainer.step(batchOf(0))).rejects.toMatchObject({
      code: "compute/disposed",
    });
  });
});

function smallNet(): LayerGraph {
  const net = createLayerBuilder("small", {
    name: "picture",
    shape: [6, 6, 2],
  });
  net.layer("conv2d", "conv", {
    filters: 4,
    kernelSize: 3,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", "norm", { momentum: 0.9 });
  net.layer("activation", "relu", { activation: "relu" });
  net.layer("depthwiseConv2d", "deep", {
    kernelSize: 3,
    strides: 2,
    padding: "same",
    useBias: false,
  });
  net.layer("batchNormalization", "norm2", {});
  net.layer("globalAveragePooling2d", "pool", {});
  net.layer("dropout", "drop", { rate: 0.25 });
  net.layer("dense", "hidden", { units: 6, activation: "tanh" });
  net.layer("dense", "out", { units: CLASSES, activation: "softmax" });
  return net.build();
}

function withoutDropout(): LayerGraph {
  const layers = GRAPH.layers.map((layer) =>
    layer.op === "dropout" ? { ...layer, attributes: { rate: 0 } } : layer,
  );
  return { ...GRAPH, layers };
}

function request(options: Partial<TrainerRequest>): TrainerRequest {
  return {
    graph: GRAPH,
    weights: WEIGHTS,
    trainableLayers: EVERYTHING,
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: BATCH,
    seed: 1,
    ...options,
  };
}

async function train(
  executor: Executor,
  options: Partial<TrainerRequest>,
  count: number,
) {
  const trainer = await executor.createTrainer(request(options));
  const losses = await steps(trainer, 0, count);
  const state = await trainer.getState();
  await trainer.dispose();
  return { losses, state };
}

async function steps(
  trainer: Trainer,
  from: number,
  to: number,
): Promise<number[]> {
  const losses: number[] = [];
  for (let i = from; i < to; i++)
    losses.push((await trainer.step(batchOf(i))).loss);
  return losses;
}

function picture(step: number) {
  return randomTensor([BATCH, 6, 6, 2], "picture", step);
}

function batchOf(step: number): TrainingBatch {
  const labels = new Float32Array(BATCH * CLASSES);
  for (let row = 0; row < BATCH; row++)
    labels[row * CLASSES + ((row + step) % CLASSES)] = 1;
  return {
    input: picture(step),
    labels: tensor([BATCH, CLASSES], labels),
    sampleWeights: vector([1, 0.5, 2, 1]),
    learningRate: 0.02 / (1 + step),
  };
}

function vector(values: readonly number[]) {
  return tensor([values.length], Float32Array.from(values));
}

function largestDifference(a: TensorMap, b: TensorMap): number {
  let worst = 0;
  for (const [name, { data }] of a) {
    const other = b.get(name)?.data;
    data.forEach((value, i) => {
      worst = Math.max(
        worst,
        Math.abs(value - (other?.[i] ?? Number.POSITIVE_INFINITY)),
      );
    });
  }
  return worst;
}

/** Names of the tensors that differ in any bit, or are missing. */
function bitDifferences(a: TensorMap, b: TensorMap): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter(
    (name) => !sameBits(a.get(name)?.data, b.get(name)?.data),
  );
}

function sameBits(
  a: Float32Array | undefined,
  b: Float32Array | undefined,
): boolean {
  if (a === undefined || b?.length !== a.length) return false;
  const bits = (values: Float32Array) => new Uint32Array(values.slice().buffer);
  const other = bits(b);
  return bits(a).every((value, i) => value === other[i]);
}
