import { afterEach, describe, expect, it, vi } from "vitest";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import {
  prepare,
  takeSteps,
  type ShortRun,
} from "#test/helpers/training-steps.ts";

const RUN: ShortRun = {
  id: "resnet-8",
  options: { inputSize: 16, width: 0.5 },
  training: {
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0.9 },
  },
  learningRate: 0.01,
  steps: 20,
};

const native = () => createOnnxExecutor({ runtime: "node", layout: "plain" });
const web = () => createOnnxExecutor({ runtime: "web", threads: 1 });

describe("onnxruntime-web in Node", () => {
  failOnLeaks();

  it("computes a network as the native library does, to 1e-5", async () => {
    const { graph, weights, pictures } = prepare(RUN);
    const values = [];
    for (const executor of [native(), web()]) {
      const forward = await executor.createForward({ graph, weights });
      values.push((await forward.run(pictures(0))).get(graph.output)?.data);
      await forward.dispose();
    }
    const [theirs, ours] = values;
    expect(distance(theirs, ours)).toBeLessThan(1e-5);
  });

  it("gives the same loss in each of 20 steps, and the same weights after the first, to 1e-5", async () => {
    const [theirs, ours] = [
      await takeSteps(native(), RUN),
      await takeSteps(web(), RUN),
    ];
    expect(distance(theirs.losses, ours.losses)).toBeLessThan(1e-5);
    const once = { ...RUN, steps: 1 };
    const [before, after] = [
      (await takeSteps(native(), once)).state.weights,
      (await takeSteps(web(), once)).state.weights,
    ];
    const distances = [...before].map(([name, { data }]) =>
      distance(data, after.get(name)?.data),
    );
    expect(Math.max(...distances)).toBeLessThan(1e-5);
  }, 120_000);
});

describe("loadRuntime", () => {
  afterEach(() => {
    vi.doUnmock("onnxruntime-node");
    vi.resetModules();
  });

  it("takes the native library where it loads", async () => {
    vi.resetModules();
    const { loadRuntime } = await import("#engine/compute/onnx/runtime.ts");
    const runtime = await loadRuntime();
    expect(runtime.kind).toBe("node");
    expect(runtime.backends).toContainEqual({ name: "cpu", bundled: true });
  });

  it("takes WebAssembly where the native library has no binary, and offers it as a device", async () => {
    vi.resetModules();
    vi.doMock("onnxruntime-node", () => {
      throw new Error("Cannot find module onnxruntime_binding.node");
    });
    const { loadRuntime } = await import("#engine/compute/onnx/runtime.ts");
    const { ONNX_DEVICES } = await import("#engine/compute/onnx/devices.ts");
    expect((await loadRuntime()).kind).toBe("web");
    await expect(loadRuntime("node")).rejects.toMatchObject({
      code: "compute/device-unavailable",
    });
    const probes = new Map(
      await Promise.all(
        ONNX_DEVICES.map(
          async ({ id, probe }) => [id, (await probe()).isPresent] as const,
        ),
      ),
    );
    expect(Object.fromEntries(probes)).toEqual({
      "onnx:cpu": false,
      "onnx:webgpu": false,
      "onnx:dml": false,
      "onnx:coreml": false,
      "onnx:cuda": false,
      "onnx-web:cpu": true,
    });
    const device = ONNX_DEVICES.find(({ id }) => id === "onnx-web:cpu");
    const executor = await device?.createExecutor({ threads: 1 });
    expect(executor?.id).toBe("onnx");
  });
});

function distance(
  theirs: ArrayLike<number> | undefined,
  ours: ArrayLike<number> | undefined,
): number {
  return Math.max(
    ...Array.from(theirs ?? [Number.NaN], (value, i) =>
      Math.abs(value - (ours?.[i] ?? Number.NaN)),
    ),
  );
}
