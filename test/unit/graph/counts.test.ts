import { describe, expect, it } from "vitest";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { activationMemory } from "#engine/graph/memory.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { receptiveFields } from "#engine/graph/receptive-field.ts";
import { weightSpecs } from "#engine/graph/weights.ts";

function builder(shape: readonly number[]) {
  return createLayerBuilder("counted", { name: "x", shape });
}

describe("countParameters", () => {
  it("counts the textbook examples", () => {
    const filters = builder([32, 32, 3]);
    filters.layer("zeroPadding2d", "pad", {
      padding: [
        [2, 2],
        [2, 2],
      ],
    });
    filters.layer("conv2d", "ten", { filters: 10, kernelSize: 5 });
    expect(countParameters(filters.build()).total).toBe(760);
    expect(filters.shape()).toEqual([32, 32, 10]);
    const dense = builder([784]);
    dense.layer("dense", "hidden", { units: 30 });
    expect(countParameters(dense.build()).trainable).toBe(23_550);
  });

  it("keeps the moving statistics of normalization apart", () => {
    const net = builder([4, 4, 8]);
    net.layer("batchNormalization", "norm", {});
    net.layer("batchNormalization", "plain", { scale: false, center: false });
    const { layers, ...sum } = countParameters(net.build());
    expect(sum).toEqual({ trainable: 16, total: 48 });
    expect(layers.get("plain")).toEqual({ trainable: 0, total: 16 });
  });
});

describe("weightSpecs", () => {
  it("has Keras's layouts", () => {
    const net = builder([8, 8, 4]);
    net.layer("conv2d", "conv", {
      filters: 6,
      kernelSize: [3, 5],
      groups: 2,
      useBias: false,
    });
    net.layer("depthwiseConv2d", "depthwise", {
      kernelSize: 3,
      depthMultiplier: 2,
    });
    const specs = weightSpecs(net.build());
    expect(specs.map((spec) => [spec.name, spec.shape])).toEqual([
      ["conv/kernel", [3, 5, 2, 6]],
      ["depthwise/kernel", [3, 3, 6, 2]],
      ["depthwise/bias", [12]],
    ]);
  });
});

describe("countMultiplyAdds", () => {
  it("counts convolutions, grouped and depthwise ones, and dense layers", () => {
    const net = builder([8, 8, 4]);
    net.layer("conv2d", "conv", {
      filters: 6,
      kernelSize: 3,
      groups: 2,
      padding: "same",
    });
    net.layer("depthwiseConv2d", "depthwise", { kernelSize: 3 });
    net.layer("flatten", "flatten", {});
    net.layer("dense", "dense", { units: 5 });
    const { layers, total } = countMultiplyAdds(net.build());
    expect([...layers.values()]).toEqual([
      8 * 8 * 6 * 9 * 2,
      6 * 6 * 6 * 9,
      0,
      216 * 5,
    ]);
    expect(total).toBe(6912 + 1944 + 1080);
  });
});

describe("activationMemory", () => {
  it("sums for training and finds the peak of inference", () => {
    const net = builder([4, 4, 1]);
    net.layer("conv2d", "wide", { filters: 8, kernelSize: 1 });
    net.layer("conv2d", "narrow", { filters: 2, kernelSize: 1 });
    net.layer("add", "sum", {}, [
      "narrow",
      net.layer("conv2d", "again", { filters: 2, kernelSize: 1 }),
    ]);
    const memory = activationMemory(net.build());
    expect(memory.trainingBytes).toBe(4 * 16 * (1 + 8 + 2 + 2 + 2));
    expect(memory.inferencePeakBytes).toBe(4 * 16 * (8 + 2));
  });
});

describe("receptiveFields", () => {
  it("moves the centre with the padding", () => {
    const net = builder([9, 9, 1]);
    net.layer("conv2d", "same", {
      filters: 1,
      kernelSize: 3,
      strides: 2,
      padding: "same",
    });
    net.layer("conv2d", "valid", {
      filters: 1,
      kernelSize: 3,
      dilationRate: 2,
    });
    const fields = receptiveFields(net.build());
    expect(fields.get("same")?.[0]).toEqual({ size: 3, stride: 2, offset: 0 });
    expect(fields.get("valid")?.[0]).toEqual({
      size: 11,
      stride: 2,
      offset: 4,
    });
  });

  it("sees the whole picture after global pooling, axis by axis", () => {
    const net = builder([6, 10, 1]);
    net.layer("globalAveragePooling2d", "pool", {});
    net.layer("dense", "out", { units: 2 });
    const field = receptiveFields(net.build()).get("out");
    expect(field?.map((axis) => axis.size)).toEqual([6, 10]);
  });

  it("is the span of both branches, and refuses branches out of step", () => {
    const net = builder([16, 16, 1]);
    net.layer(
      "conv2d",
      "small",
      { filters: 1, kernelSize: 3, padding: "same" },
      "x",
    );
    net.layer(
      "conv2d",
      "large",
      { filters: 1, kernelSize: 7, padding: "same" },
      "x",
    );
    net.layer("add", "sum", {}, ["small", "large"]);
    expect(receptiveFields(net.build()).get("sum")?.[0].size).toBe(7);
    const crooked = builder([16, 16, 1]);
    crooked.layer("maxPooling2d", "pool", {}, "x");
    crooked.layer("conv2d", "cut", { filters: 1, kernelSize: 9 }, "x");
    crooked.layer("add", "sum", {}, ["pool", "cut"]);
    expect(() => receptiveFields(crooked.build())).toThrow(
      expect.objectContaining({ code: "graph/branches-out-of-step" }),
    );
  });
});
