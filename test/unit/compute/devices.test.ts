import { describe, expect, it } from "vitest";
import { DeviceSchema } from "#api/system.ts";
import { listDevices, measureDevice } from "#engine/compute/devices.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { buildModel } from "#engine/models/catalog.ts";

describe("listDevices", () => {
  it("puts the processor first, chosen, and promises no other device", async () => {
    const [cpu, ...others] = await listDevices();
    expect(cpu).toMatchObject({
      id: "onnx:cpu",
      kind: "cpu",
      available: true,
      chosen: true,
    });
    expect(cpu?.memoryBytes).toBeGreaterThan(0);
    expect(cpu?.provider).toMatch(/^onnxruntime \d+\.\d+\.\d+ CPU$/);
    expect(
      others.filter(({ available, chosen }) => available || chosen),
    ).toEqual([]);
  });

  it("keeps to the contract", async () => {
    const devices = await listDevices();
    expect(DeviceSchema.array().parse(devices)).toEqual(devices);
  });
});

describe("measureDevice", () => {
  it("gives pictures per second, forward faster than training", async () => {
    const graph = buildModel("lenet-5");
    const speed = await measureDevice(
      createOnnxExecutor(),
      graph,
      initializeWeights(graph, 1),
    );
    expect(speed.trainingImagesPerSecond).toBeGreaterThan(0);
    expect(speed.forwardImagesPerSecond).toBeGreaterThan(
      speed.trainingImagesPerSecond,
    );
  });
});
