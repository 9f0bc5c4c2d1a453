import { describe, expect, it } from "vitest";
import { tensor, type TensorMap } from "#engine/base/tensor.ts";
import { fromFloat16, toFloat16 } from "#engine/models/weights/float16.ts";
import {
  readSafetensors,
  writeSafetensors,
} from "#engine/models/weights/safetensors.ts";

const TENSORS: TensorMap = new Map([
  ["conv/kernel", tensor([1, 3], new Float32Array([0.1, -2, 3e-5]))],
  ["conv/bias", tensor([], new Float32Array([65504]))],
  ["empty", tensor([0, 2], new Float32Array(0))],
]);

describe("safetensors", () => {
  it("gives back what was written, with metadata", () => {
    const bytes = writeSafetensors(TENSORS, { metadata: { epoch: "3" } });
    const { tensors, metadata } = readSafetensors(bytes);
    expect(tensors).toEqual(TENSORS);
    expect(metadata.get("epoch")).toBe("3");
  });

  it("reads from the middle of a Node buffer", () => {
    const bytes = writeSafetensors(TENSORS);
    const padded = Buffer.concat([Buffer.from([1]), bytes]).subarray(1);
    expect(readSafetensors(padded).tensors).toEqual(TENSORS);
  });

  it("halves the size with half precision, to within 2⁻¹¹", () => {
    const { tensors } = readSafetensors(
      writeSafetensors(TENSORS, { type: "F16" }),
    );
    const values = tensors.get("conv/kernel")?.data ?? [];
    expect(Math.abs((values[0] as number) / 0.1 - 1)).toBeLessThan(2 ** -11);
    expect(tensors.get("conv/bias")?.data[0]).toBe(65504);
  });

  it("writes the layout of the format: header length, JSON, numbers", () => {
    const bytes = writeSafetensors(
      new Map([["a", tensor([1], new Float32Array([1]))]]),
    );
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(
      JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))),
    ).toEqual({
      a: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
    });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  const whole = writeSafetensors(TENSORS);
  const withHeader = (header: unknown, body = 4) => {
    const json = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + json.length + body);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  };
  it.each([
    ["empty", new Uint8Array(0)],
    ["cut off", whole.subarray(0, whole.length - 1)],
    ["too long", Buffer.concat([whole, Buffer.from([0])])],
    ["a header longer than the file", new Uint8Array(16).fill(255)],
    ["no JSON", withHeader("nothing")],
    [
      "a negative place",
      withHeader({ a: { dtype: "F32", shape: [1], data_offsets: [-4, 0] } }),
    ],
    [
      "a shape that does not fit",
      withHeader({ a: { dtype: "F32", shape: [2], data_offsets: [0, 4] } }),
    ],
    [
      "a place beyond the end",
      withHeader({ a: { dtype: "F32", shape: [1], data_offsets: [4, 8] } }),
    ],
    [
      "NaN",
      writeSafetensors(
        new Map([["a", tensor([1], new Float32Array([Number.NaN]))]]),
      ),
    ],
  ])("refuses a file that is %s", (_, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(
      expect.objectContaining({ code: "weights/damaged" }),
    );
  });

  it("refuses other types by name", () => {
    const bytes = withHeader({
      a: { dtype: "BF16", shape: [2], data_offsets: [0, 4] },
    });
    expect(() => readSafetensors(bytes)).toThrow(/F32 or F16. Received: BF16/);
  });
});

describe("half precision", () => {
  it("keeps all of its own numbers", () => {
    const all = Uint16Array.from({ length: 0x7c00 * 2 }, (_, i) =>
      i < 0x7c00 ? i : i - 0x7c00 + 0x8000,
    );
    expect(toFloat16(fromFloat16(all))).toEqual(all);
  });

  it.each([
    [1 / 3, 0.333251953125],
    [2049, 2048],
    [2051, 2052],
    [65519, 65504],
    [65520, Infinity],
    [2 ** -25, 0],
    [2 ** -25 * 1.01, 2 ** -24],
    [-1e-9, -0],
  ])("rounds %d to %d", (value, expected) => {
    expect(fromFloat16(toFloat16(new Float32Array([value])))[0]).toBe(expected);
  });
});
