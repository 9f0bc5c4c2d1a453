import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { deviceNetwork } from "#engine/jobs/device-network.ts";
import { saveDeviceRecord, versionsNow } from "#engine/jobs/device-records.ts";
import { useBareEngine } from "#test/helpers/bare-engine.ts";

const engine = useBareEngine();

describe("speeds of models on this machine", { timeout: 120_000 }, () => {
  it("are unknown before anything was measured", async () => {
    const speeds = await engine.client.models.speeds({});
    expect(speeds.length).toBeGreaterThan(50);
    for (const speed of speeds) {
      expect(speed).toMatchObject({
        forwardImagesPerSecond: null,
        trainingImagesPerSecond: null,
        isMeasured: false,
      });
    }
  });

  it("are those measured, and estimates by multiply-adds for the others", async () => {
    const { version } = await engine.client.system.info({});
    const lenet = await deviceNetwork({ model: "lenet-5" }, engine.home.root);
    await saveDeviceRecord(join(engine.home.folders.cache, "devices.json"), {
      deviceId: "onnx:cpu",
      name: "processor",
      provider: "onnxruntime",
      driver: null,
      versions: versionsNow(version),
      signature: lenet.signature,
      test: {
        testedAt: new Date().toISOString(),
        seconds: 1,
        outcome: "passed",
        message: null,
        failures: [],
        forwardImagesPerSecond: 3000,
        trainingImagesPerSecond: 1000,
      },
    });
    const speeds = await engine.client.models.speeds({});
    const of = (id: string) => speeds.find((speed) => speed.id === id);
    expect(of("lenet-5")).toMatchObject({
      forwardImagesPerSecond: 3000,
      trainingImagesPerSecond: 1000,
      isMeasured: true,
    });
    const estimate = of("vgg-16");
    expect(estimate?.isMeasured).toBe(false);
    expect(estimate?.forwardImagesPerSecond).toBeGreaterThan(0);
    expect(estimate?.forwardImagesPerSecond).toBeLessThan(30);
  });

  it("draws an outline of every network of the list", async () => {
    const models = await engine.client.models.list({});
    expect(models.length).toBeGreaterThan(50);
    expect(models.every(({ outline }) => outline.length > 1)).toBe(true);
  });
});
