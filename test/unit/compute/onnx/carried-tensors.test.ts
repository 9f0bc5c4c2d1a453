import { describe, expect, it } from "vitest";
import { CarriedTensors } from "#engine/compute/onnx/carried-tensors.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import {
  createSession,
  type SessionOptions,
} from "#engine/compute/onnx/session.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import {
  softwareVulkanUnavailable,
  useSoftwareVulkan,
} from "#test/helpers/software-vulkan.ts";
import { labelled, prepare } from "#test/helpers/training-steps.ts";

const TIMEOUT_MS = 240_000;
const NUMBERS = 2 ** 20;
const STEPS = 60;

const unavailable = softwareVulkanUnavailable();
if (unavailable === undefined) useSoftwareVulkan();

const PLACES: readonly { name: string; options: SessionOptions }[] = [
  { name: "on the processor", options: { provider: "cpu" } },
  ...(unavailable === undefined
    ? [{ name: "on WebGPU", options: { provider: "webgpu" } } as const]
    : []),
];

describe.each(PLACES)("CarriedTensors $name", ({ options }) => {
  failOnLeaks();

  it(
    "carries from step to step, and frees what is no longer fed",
    async () => {
      const carried = new CarriedTensors(options);
      const session = await createSession(addOne(), {
        ...options,
        deviceOutputs: carried.deviceOutputs(["pack"]),
      });
      carried.set("pack", new Float32Array(NUMBERS));
      const step = async () => carried.take(await session.run(carried.feeds()));
      for (let i = 0; i < 5; i++) await step();
      const before = process.memoryUsage().rss;
      for (let i = 0; i < STEPS; i++) await step();
      const grown = process.memoryUsage().rss - before;
      const numbers = (await carried.read()).get("pack");
      expect(numbers?.length).toBe(NUMBERS);
      expect(new Set(numbers)).toEqual(new Set([STEPS + 5]));
      const isOnDevice = carried.feeds()["pack"]?.location === "gpu-buffer";
      expect(isOnDevice).toBe(options.provider === "webgpu");
      // What is on the processor is the garbage collector's; what is on the device would add up to 240 MB.
      const limit = isOnDevice ? (STEPS * NUMBERS * 4) / 3 : Infinity;
      expect(grown).toBeLessThan(limit);
      carried.dispose();
      await session.dispose();
    },
    TIMEOUT_MS,
  );

  it(
    "lets a trainer be read and set back: the steps after that are the same again",
    async () => {
      const { graph, weights, pictures } = prepare({
        id: "lenet-5",
        options: {},
      });
      const trainer = await createOnnxExecutor(options).createTrainer({
        graph,
        weights,
        trainableLayers: new Set(graph.layers.map(({ name }) => name)),
        batchNormalization: "inference",
        optimizer: { kind: "sgd", momentum: 0.9 },
        averageDecay: 0.9,
        batchSize: 4,
        seed: 1,
      });
      const step = async (index: number) =>
        (await trainer.step(labelled(pictures(index), index, 0.1))).loss;
      await step(0);
      const state = await trainer.getState();
      const first = [await step(1), await step(2)];
      await trainer.setState(state);
      expect([await step(1), await step(2)]).toEqual(first);
      await trainer.dispose();
    },
    TIMEOUT_MS,
  );
});

function addOne(): Uint8Array {
  const writer = new GraphWriter("add one", "cpu");
  const pack = writer.input("pack", "float32", [NUMBERS]);
  const next = writer.node("Add", [pack, writer.scalar(1)]);
  writer.output("next:pack", next, "float32", [NUMBERS]);
  return writer.finish();
}
