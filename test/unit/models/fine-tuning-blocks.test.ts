import { describe, expect, it } from "vitest";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { buildModel, type ModelId } from "#engine/models/catalog.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";

const names = (id: ModelId) =>
  fineTuningBlocks(buildModel(id)).map((block) => block.name);

describe("fineTuningBlocks", () => {
  it.each([
    ["keras-resnet-50", 18, ["predictions", "conv5_block3", "conv5_block2"]],
    ["keras-resnet-50-v2", 18, ["predictions", "conv5_block3"]],
    ["densenet-121", 63, ["predictions", "conv5_block16"]],
    ["inception-v3", 17, ["predictions", "mixed10", "mixed9", "mixed8"]],
    ["xception", 15, ["predictions", "block14", "block13"]],
    ["nasnet-mobile", 18, ["predictions", "cell_12", "cell_11"]],
    ["googlenet", 13, ["predictions", "inception_5b", "inception_5a"]],
    ["vgg-16", 8, ["predictions", "fc2", "fc1", "block5"]],
  ] as const)("gives %s %i blocks, the upper ones %j", (id, count, upper) => {
    expect(names(id)).toHaveLength(count);
    expect(names(id).slice(0, upper.length)).toEqual(upper);
  });

  it("takes a shortcut without a name of its own into the block that it belongs to", () => {
    const block = fineTuningBlocks(buildModel("xception")).find(
      ({ name }) => name === "block13",
    );
    expect(block?.layers).toContain("conv2d_3");
    expect(block?.layers).toContain("batch_normalization_3");
  });

  it("joins in a chain what is thawed together: normalizations and depthwise separable convolutions", () => {
    const net = createLayerBuilder("chain", { name: "x", shape: [8, 8, 3] });
    net.layer("batchNormalization", "before", {});
    net.layer("conv2d", "first", { filters: 4, kernelSize: 3 });
    net.layer("batchNormalization", "first_norm", {});
    net.layer("depthwiseConv2d", "deep", { kernelSize: 3 });
    net.layer("batchNormalization", "deep_norm", {});
    net.layer("conv2d", "point", { filters: 4, kernelSize: 1 });
    net.layer("activation", "relu", { activation: "relu" });
    net.layer("batchNormalization", "last", {});
    net.layer("globalAveragePooling2d", "pool", {});
    net.layer("dense", "output", { units: 2, activation: "softmax" });
    expect(fineTuningBlocks(net.build()).map(({ layers }) => layers)).toEqual([
      ["output"],
      ["deep", "deep_norm", "point", "last"],
      ["before", "first", "first_norm"],
    ]);
  });
});
