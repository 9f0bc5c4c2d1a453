import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { DeviceId } from "#engine/compute/device.ts";
import {
  examineDevice,
  findDevice,
  type DeviceProcessOptions,
} from "#engine/jobs/device-process.ts";
import { canListProcesses, childrenOf } from "#test/helpers/processes.ts";

const strange = join(import.meta.dirname, "../../fixtures/strange-device.ts");

function examine(model: string, options: DeviceProcessOptions = {}) {
  const request = {
    deviceId: "onnx:webgpu" as DeviceId,
    network: { model },
    modelsFolder: "none",
    threads: 1,
  };
  return examineDevice(request, () => undefined, {
    entry: strange,
    ...options,
  });
}

describe("examineDevice", () => {
  it("takes a crash for an answer, with the last words of the process", async () => {
    const test = await examine("crashes");
    expect(test.outcome).toBe("crashed");
    expect(test.message).toMatch(/SIGSEGV.*vkCreateDevice: lost/);
  });

  it("ends what hangs when its time is over", async () => {
    const test = await examine("hangs", { timeLimitMs: 700 });
    expect(test).toMatchObject({ outcome: "timed-out" });
    expect(test.seconds).toBeLessThan(5);
  });

  it("names the ops that differ", async () => {
    const test = await examine("differs");
    expect(test).toMatchObject({
      outcome: "differs",
      failures: [{ op: "conv2d 3×3", pass: "backward", message: "Off." }],
      forwardImagesPerSecond: null,
    });
    expect(test.message).toContain("conv2d 3×3");
  });

  it("keeps figures whose process does not come to an end by itself", async () => {
    const test = await examine("hangs at the end");
    expect(test).toMatchObject({
      outcome: "passed",
      message: null,
      forwardImagesPerSecond: 5,
      trainingImagesPerSecond: 2,
    });
  });

  it("ends the process when it is cancelled", async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 400);
    await expect(
      examine("hangs", { signal: abort.signal }),
    ).rejects.toMatchObject({ code: "job/cancelled" });
  });

  it("measures the processor for real, in a process of its own", async () => {
    const test = await examineDevice(
      {
        deviceId: "onnx:cpu",
        network: { model: "lenet-5", inputSize: 16 },
        modelsFolder: "none",
        threads: 1,
      },
      () => undefined,
    );
    expect(test).toMatchObject({ outcome: "passed", message: null });
    expect(test.forwardImagesPerSecond).toBeGreaterThan(1);
    expect(test.trainingImagesPerSecond).toBeGreaterThan(1);
  });
});

describe.skipIf(!canListProcesses)("the processes of devices", () => {
  it("are gone once there is an answer", async () => {
    await examine("hangs at the end");
    await examine("hangs", { timeLimitMs: 300 });
    expect(await childrenOf(process.pid)).toEqual([]);
  });
});

describe("findDevice", () => {
  it("finds the processor", async () => {
    const { probe, provider } = await findDevice("onnx:cpu");
    expect(provider).toMatch(/^onnxruntime .* CPU$/);
    expect(probe).toMatchObject({ isPresent: true });
  });

  it("takes a process that ends for a device that is absent, with a remedy", async () => {
    const { probe } = await findDevice("onnx:webgpu", { entry: strange });
    expect(probe).toMatchObject({
      isPresent: false,
      reason: expect.stringContaining("exit code 7"),
      remedy: expect.stringContaining("driver"),
    });
  });
});
