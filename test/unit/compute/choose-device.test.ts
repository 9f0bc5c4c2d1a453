import { describe, expect, it } from "vitest";

import { DeviceTestSchema, type DeviceTest } from "#api/devices.ts";
import {
  chooseDevice,
  type DeviceCandidate,
} from "#engine/compute/choose-device.ts";
import type { DeviceId } from "#engine/compute/device.ts";
import { DEVICE_IDS, parseDeviceChoice } from "#engine/compute/device-ids.ts";

/** All devices, those named with a test. */
function candidates(
  tests: Partial<Record<DeviceId, DeviceTest>>,
): DeviceCandidate[] {
  return DEVICE_IDS.map((id) => ({ id, test: tests[id] ?? null }));
}

function passed(forward: number, training: number): DeviceTest {
  return DeviceTestSchema.parse({
    testedAt: "2026-11-22T12:00:00Z",
    seconds: 3,
    outcome: "passed",
    message: null,
    failures: [],
    forwardImagesPerSecond: forward,
    trainingImagesPerSecond: training,
  });
}

const WRONG: DeviceTest = {
  ...passed(9000, 9000),
  outcome: "differs",
  message: "Its op conv2d did not pass.",
};

const automatic = { choice: "automatic", purpose: "training" } as const;

describe("chooseDevice", () => {
  it("uses the processor as long as nothing is measured, and says so", () => {
    const decision = chooseDevice(candidates({}), automatic);
    expect(decision).toMatchObject({ id: "onnx:cpu", needsTest: false });
    expect(decision.reason).toContain("Nothing is measured");
  });

  it("believes no speed that there is nothing to compare with", () => {
    const known = candidates({ "onnx:webgpu": passed(900, 90) });
    expect(chooseDevice(known, automatic).id).toBe("onnx:cpu");
  });

  it("takes the fastest for what is to be done", () => {
    const known = candidates({
      "onnx:cpu": passed(100, 20),
      "onnx:webgpu": passed(900, 10),
      "tfjs:native": passed(50, 30),
    });
    expect(chooseDevice(known, automatic)).toMatchObject({
      id: "tfjs:native",
      reason: expect.stringContaining("30 images/s in training, 1.5 times"),
    });
    expect(chooseDevice(known, { ...automatic, purpose: "forward" }).id).toBe(
      "onnx:webgpu",
    );
  });

  it("never takes what computed other numbers, nor the reference of the tests", () => {
    const known = candidates({
      "onnx:cpu": passed(100, 20),
      "onnx:webgpu": WRONG,
      "tfjs:cpu": passed(9000, 9000),
    });
    expect(chooseDevice(known, automatic).id).toBe("onnx:cpu");
  });

  it("leaves out what has failed at this very work", () => {
    const known = candidates({
      "onnx:cpu": passed(100, 20),
      "onnx:webgpu": passed(900, 90),
      "tfjs:native": passed(50, 30),
    });
    expect(
      chooseDevice(known, { ...automatic, excluded: ["onnx:webgpu"] }).id,
    ).toBe("tfjs:native");
    expect(
      chooseDevice(known, {
        ...automatic,
        choice: "onnx:webgpu",
        excluded: ["onnx:webgpu"],
      }),
    ).toMatchObject({
      id: "tfjs:native",
      reason: expect.stringContaining("onnx:webgpu was asked for"),
    });
  });

  it("does what it is told, after a test of what was never tested", () => {
    const ask = (choice: DeviceId, tests = {}) =>
      chooseDevice(candidates(tests), { ...automatic, choice });
    expect(ask("onnx:webgpu")).toMatchObject({
      id: "onnx:webgpu",
      needsTest: true,
    });
    expect(ask("onnx:webgpu", { "onnx:webgpu": passed(1, 1) }).needsTest).toBe(
      false,
    );
    expect(ask("tfjs:cpu")).toMatchObject({ id: "tfjs:cpu", needsTest: false });
    expect(ask("onnx:cpu")).toMatchObject({ id: "onnx:cpu", needsTest: false });
  });

  it("refuses what was asked for and differs, with the op", () => {
    const decision = chooseDevice(candidates({ "onnx:webgpu": WRONG }), {
      ...automatic,
      choice: "onnx:webgpu",
    });
    expect(decision.id).toBe("onnx:cpu");
    expect(decision.reason).toContain("conv2d");
  });
});

describe("parseDeviceChoice", () => {
  it("knows automatic and every device", () => {
    expect(parseDeviceChoice("automatic")).toBe("automatic");
    expect(DEVICE_IDS.map(parseDeviceChoice)).toEqual([...DEVICE_IDS]);
  });

  it("says why TensorFlow.js's wasm is not there", () => {
    expect(() => parseDeviceChoice("tfjs:wasm")).toThrow(
      /no gradients of convolutions/,
    );
  });

  it("lists the devices to somebody who mistyped one", () => {
    expect(() => parseDeviceChoice("gpu")).toThrow(/onnx:webgpu.*"gpu"/);
  });
});
