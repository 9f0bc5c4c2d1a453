import { describe, expect, it } from "vitest";
import type { ComputeDevice } from "#engine/compute/device.ts";
import { ONNX_DEVICES } from "#engine/compute/onnx/devices.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import type { SessionOptions } from "#engine/compute/onnx/session.ts";
import { selfTest } from "#engine/compute/self-test.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import {
  softwareVulkanUnavailable,
  useSoftwareVulkan,
} from "#test/helpers/software-vulkan.ts";
import { takeSteps, type ShortRun } from "#test/helpers/training-steps.ts";

/** A software device compiles shaders for seconds, more on a busy machine. */
const TIMEOUT_MS = 240_000;

const unavailable = softwareVulkanUnavailable();

describe.skipIf(unavailable !== undefined)(
  `onnxruntime's WebGPU provider${unavailable === undefined ? "" : ` (skipped: ${unavailable})`}`,
  () => {
    if (unavailable === undefined) useSoftwareVulkan();
    failOnLeaks();

    it.each([
      {
        id: "resnet-8",
        options: { inputSize: 16, width: 0.5 },
        training: {
          batchNormalization: "training",
          optimizer: { kind: "sgd", momentum: 0.9 },
        },
        learningRate: 0.01,
        steps: 3,
      },
      {
        id: "lenet-5",
        options: {},
        training: {
          batchNormalization: "inference",
          optimizer: { kind: "adam" },
        },
        learningRate: 0.001,
        steps: 3,
      },
    ] satisfies ShortRun[])(
      "trains $id as the processor does: loss and weights to 1e-4",
      async (run) => {
        const theirs = await takeSteps(
          createOnnxExecutor({ layout: "plain" }),
          run,
        );
        const ours = await takeSteps(
          createOnnxExecutor({ provider: "webgpu" }),
          run,
        );
        const distances = [...theirs.state.weights].map(([name, value]) =>
          largestDistance(value.data, ours.state.weights.get(name)?.data),
        );
        const losses = largestDistance(theirs.losses, ours.losses);
        expect(Math.max(losses, ...distances)).toBeLessThan(1e-4);
      },
      TIMEOUT_MS,
    );

    it(
      "passes the self-test on LeNet-5, each of its ops forward and backward",
      async () => {
        const device = deviceWith({});
        const report = await selfTest(device, lenet(), { timeLimitMs: 1e6 });
        expect(report.entries.filter(({ passed }) => !passed)).toEqual([]);
        expect(report).toMatchObject({
          deviceId: "onnx:webgpu",
          passed: true,
          skipped: [],
        });
        expect(report.entries.map(({ op }) => op)).toContain("whole network");
        expect(report.entries.some(({ op }) => op.includes("“C3”"))).toBe(true);
      },
      TIMEOUT_MS,
    );

    it(
      "fails the self-test in NHWC layout, which computes LeNet-5's C3 wrongly, and says so",
      async () => {
        const device = deviceWith({ preferredLayout: "NHWC" });
        const report = await selfTest(device, lenet(), { timeLimitMs: 1e6 });
        expect(report.passed).toBe(false);
        const wrong = report.entries.filter(({ passed }) => !passed);
        expect(wrong.map(({ op, pass }) => `${op}: ${pass}`)).toContain(
          "conv2d “C3”, filters 16, kernelSize 5, activation tanh on 14 × 14 × 6: forward",
        );
        const [first] = wrong;
        expect(first?.largestDifference).toBeGreaterThan(0.05);
        expect(first?.message).toMatch(/differs from the processor's by/);
      },
      TIMEOUT_MS,
    );
  },
);

function lenet() {
  const graph = buildModel("lenet-5", { classes: 5 });
  return { graph, weights: initializeWeights(graph, 3) };
}

function deviceWith(options: SessionOptions): ComputeDevice {
  const device = ONNX_DEVICES.find(({ id }) => id === "onnx:webgpu");
  if (device === undefined) throw new Error("There is no onnx:webgpu.");
  const createExecutor = async () =>
    createOnnxExecutor({ ...options, provider: "webgpu" });
  return { ...device, createExecutor };
}

function largestDistance(
  theirs: ArrayLike<number>,
  ours: ArrayLike<number> | undefined,
): number {
  return Math.max(
    ...Array.from(theirs, (value, i) =>
      Math.abs(value - (ours?.[i] ?? Number.NaN)),
    ),
  );
}
