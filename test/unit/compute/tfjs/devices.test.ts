import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { TFJS_DEVICES } from "#engine/compute/tfjs/devices.ts";
import { runChild } from "#engine/compute/tfjs/native/run-child.ts";
import {
  softwareVulkanEnvironment,
  softwareVulkanUnavailable,
} from "#test/helpers/software-vulkan.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const noVulkan = softwareVulkanUnavailable();
const FIXTURES = resolve(import.meta.dirname, "../../../fixtures");

describe("the devices of TensorFlow.js", () => {
  it("are listed once each", () => {
    expect(TFJS_DEVICES.map(({ id }) => id)).toEqual([
      "tfjs:native-gpu",
      "tfjs:native",
      "tfjs:webgpu",
      "tfjs:cpu",
    ]);
  });

  it("say how TensorFlow is had where it is not there", async () => {
    await withHome(await temporaryFolder(), async () => {
      expect(await probe("tfjs:native")).toEqual({
        isPresent: false,
        reason: expect.stringContaining("not installed"),
        remedy: expect.stringMatching(
          /--install tensorflow.*--link-tensorflow/,
        ),
      });
      await expect(create("tfjs:native")).rejects.toMatchObject({
        code: "compute/device-unavailable",
        message: expect.stringContaining("--link-tensorflow"),
      });
      await expect(create("tfjs:native-gpu")).rejects.toMatchObject({
        code: "compute/device-unavailable",
      });
    });
  });
});

describe.skipIf(noVulkan)(`tfjs:webgpu ${noVulkan ?? ""}`, () => {
  it("is found, and named as software where it is", async () => {
    await withEnvironment(softwareVulkanEnvironment(), async () => {
      expect(await probe("tfjs:webgpu")).toMatchObject({
        isPresent: true,
        name: expect.stringContaining("in software"),
        driver: expect.stringContaining("SwiftShader"),
      });
    });
  });

  it("trains without leaks in a process that then ends by itself", async () => {
    const outcome = await runChild({
      command: process.execPath,
      arguments: ["--no-warnings", join(FIXTURES, "train-on-webgpu.ts")],
      environment: softwareVulkanEnvironment(),
      timeLimitMs: 60_000,
    });
    expect(outcome).toMatchObject({ code: 0, isTimedOut: false });
    const line = outcome.output.split("\n").find((text) => text[0] === "{");
    const { losses, left } = JSON.parse(line ?? "{}") as {
      losses: number[];
      left: number;
    };
    expect(left).toBe(0);
    expect(losses[2]).toBeLessThan(losses[0] ?? 0);
  });
});

function probe(id: string) {
  return deviceOf(id).probe();
}

function create(id: string) {
  return deviceOf(id).createExecutor();
}

function deviceOf(id: string) {
  const device = TFJS_DEVICES.find((entry) => entry.id === id);
  if (device === undefined) throw new Error(`${id} is not listed.`);
  return device;
}

function withHome<T>(home: string, work: () => Promise<T>): Promise<T> {
  return withEnvironment({ CONVOLVE_HOME: home }, work);
}

async function withEnvironment<T>(
  values: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, values);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(values)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
