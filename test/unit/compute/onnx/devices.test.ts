import { describe, expect, it } from "vitest";
import { ONNX_DEVICES } from "#engine/compute/onnx/devices.ts";
import { parseVideoController } from "#engine/compute/onnx/providers/probe.ts";
import {
  softwareVulkanUnavailable,
  useSoftwareVulkan,
} from "#test/helpers/software-vulkan.ts";

const deviceOf = (id: string) => {
  const device = ONNX_DEVICES.find((each) => each.id === id);
  if (device === undefined) throw new Error(`There is no device ${id}.`);
  return device;
};

describe("ONNX_DEVICES", () => {
  it("names each once, the one that always works first", () => {
    expect(ONNX_DEVICES.map(({ id }) => id)).toEqual([
      "onnx:cpu",
      "onnx:webgpu",
      "onnx:dml",
      "onnx:coreml",
      "onnx:cuda",
      "onnx-web:cpu",
    ]);
    for (const { provider } of ONNX_DEVICES)
      expect(provider).toMatch(/^onnxruntime \d+\.\d+ \w+$/);
  });

  it("finds the processor", async () => {
    const probe = await deviceOf("onnx:cpu").probe();
    expect(probe).toMatchObject({
      isPresent: true,
      name: expect.stringMatching(/\d+ cores?$/),
      driver: expect.stringMatching(/^onnxruntime \d+\.\d+\.\d+$/),
    });
  });

  it.skipIf(softwareVulkanUnavailable() !== undefined)(
    "finds a WebGPU device by its driver's name",
    async () => {
      useSoftwareVulkan();
      expect(await deviceOf("onnx:webgpu").probe()).toMatchObject({
        isPresent: true,
        name: expect.stringMatching(/swiftshader/i),
        driver: expect.stringMatching(/SwiftShader/),
      });
    },
  );

  it("offers WebAssembly only where the native library does not load", async () => {
    expect(await deviceOf("onnx-web:cpu").probe()).toMatchObject({
      isPresent: false,
      reason: expect.stringMatching(/native library works here/),
    });
  });

  it.runIf(process.platform === "linux")(
    "says of what is for other systems that it is, and refuses to compute with it",
    async () => {
      for (const id of ["onnx:dml", "onnx:coreml"]) {
        expect(await deviceOf(id).probe()).toMatchObject({
          isPresent: false,
          reason: expect.stringMatching(/is there on \w+ only/),
        });
        await expect(deviceOf(id).createExecutor()).rejects.toMatchObject({
          code: "compute/device-unavailable",
          message: expect.stringMatching(/is there on \w+ only/),
        });
      }
    },
  );
});

describe("parseVideoController", () => {
  it("reads name and driver of what Windows lists", () => {
    const output =
      '\r\n{"Name":"NVIDIA GeForce RTX 4070","DriverVersion":"32.0.15.6094"}\r\n';
    expect(parseVideoController(output)).toEqual({
      name: "NVIDIA GeForce RTX 4070",
      driver: "32.0.15.6094",
    });
  });

  it("takes a card without a driver version, and gives nothing for no card", () => {
    expect(parseVideoController('{"Name":"Basic Display"}')).toEqual({
      name: "Basic Display",
      driver: null,
    });
    expect(parseVideoController("")).toBeUndefined();
    expect(parseVideoController('{"Name":null}')).toBeUndefined();
  });
});
