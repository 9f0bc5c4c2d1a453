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

  it("has Keras's names and layouts for separable, one-dimensional and embedded layers", () => {
    const net = builder([12]);
    net.layer("embedding", "table", { inputDim: 50, outputDim: 4 });
    net.layer("conv1d", "conv", { filters: 6, kernelSize: 3, groups: 2 });
    net.layer("layerNormalization", "norm", { center: false });
    net.layer("reshape", "picture", { targetShape: [5, 2, 6] });
    net.layer("separableConv2d", "separable", {
      filters: 7,
      kernelSize: [3, 2],
      depthMultiplier: 2,
    });
    const specs = weightSpecs(net.build());
    expect(specs.map((spec) => [spec.name, spec.shape])).toEqual([
      ["table/embeddings", [50, 4]],
      ["conv/kernel", [3, 2, 6]],
      ["conv/bias", [6]],
      ["norm/gamma", [6]],
      ["separable/depthwise_kernel", [3, 2, 6, 2]],
      ["separable/pointwise_kernel", [1, 1, 12, 7]],
      ["separable/bias", [7]],
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

  it("counts both parts of a separable convolution, and sequences", () => {
    const net = builder([8, 8, 4]);
    net.layer("separableConv2d", "separable", {
      filters: 10,
      kernelSize: 3,
      depthMultiplier: 2,
    });
    net.layer("reshape", "rows", { targetShape: [36, 10] });
    net.layer("conv1d", "conv", { filters: 6, kernelSize: 5, groups: 2 });
    const { layers } = countMultiplyAdds(net.build());
    expect([...layers.values()]).toEqual([
      36 * 8 * 9 + 36 * 8 * 10,
      0,
      32 * 6 * 5 * 5,
    ]);
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

  it("sees through up-sampling, along sequences, and the whole picture behind a gate", () => {
    const upwards = builder([8, 8, 1]);
    upwards.layer("conv2d", "before", { filters: 1, kernelSize: 3 });
    upwards.layer("upSampling2d", "up", {});
    upwards.layer("conv2d", "after", { filters: 1, kernelSize: 3 });
    const fields = receptiveFields(upwards.build());
    expect(fields.get("up")?.[0]).toEqual({
      size: 3,
      stride: 0.5,
      offset: 0.75,
    });
    expect(fields.get("after")?.[0].size).toBe(4);

    const sequence = builder([20, 3]);
    sequence.layer("zeroPadding1d", "pad", { padding: [2, 0] });
    sequence.layer("conv1d", "conv", {
      filters: 2,
      kernelSize: 3,
      dilationRate: 2,
    });
    sequence.layer("maxPooling1d", "pool", {});
    expect(receptiveFields(sequence.build()).get("pool")).toEqual([
      { size: 1, stride: 1, offset: 0 },
      { size: 6, stride: 2, offset: 0.5 },
    ]);

    const gated = builder([16, 12, 4]);
    const body = gated.layer("conv2d", "body", {
      filters: 4,
      kernelSize: 3,
      padding: "same",
    });
    const gate = gated.layer("globalAveragePooling2d", "gate", {
      keepDims: true,
    });
    gated.layer("multiply", "product", {}, [body, gate]);
    const field = receptiveFields(gated.build()).get("product");
    expect(field?.map(({ size, stride }) => [size, stride])).toEqual([
      [18, 1],
      [14, 1],
    ]);
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
