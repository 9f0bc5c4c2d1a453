import { describe, expect, it } from "vitest";
import { cutAt } from "#engine/graph/cut.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { receptiveFields } from "#engine/graph/receptive-field.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import {
  buildModel,
  MODEL_CATALOG,
  modelEntry,
  type ModelId,
} from "#engine/models/catalog.ts";
import { resNet } from "#engine/models/classic/resnet.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";

const IDS = Object.keys(MODEL_CATALOG) as ModelId[];

describe.each(IDS)("%s", (id) => {
  const entry = modelEntry(id);
  const graph = buildModel(id);

  it("classifies pictures of its default size", () => {
    expect(inferShapes(graph).get(graph.output)).toEqual([
      entry.defaults.classes,
    ]);
  });

  it("builds at its least size and is refused below it with that size", () => {
    const inputSize = entry.leastInputSize;
    expect(buildModel(id, { inputSize, classes: 3 }).input.shape[0]).toBe(
      inputSize,
    );
    expect(() => buildModel(id, { inputSize: inputSize - 1 })).toThrow(
      new RegExp(
        `from ${inputSize} to 4096 (?:pixels|words). Received: ${inputSize - 1}`,
      ),
    );
  });

  it("has a feature layer and a clean cut", () => {
    const shape = inferShapes(graph).get(entry.featureLayer);
    const ranks = entry.input === "sequence" ? [1, 2] : [3];
    expect(ranks).toContain(shape?.length);
    expect(cutAt(graph, entry.featureLayer).head.layers.length).toBeGreaterThan(
      0,
    );
  });

  it("can be thawed block by block, every weight in exactly one", () => {
    const layers = fineTuningBlocks(graph).flatMap((block) => block.layers);
    expect(layers.toSorted()).toEqual(
      [...new Set(weightSpecs(graph).map((spec) => spec.layer))].toSorted(),
    );
    const last = weightSpecs(graph).at(-1)?.layer;
    expect(fineTuningBlocks(graph)[0]?.layers).toEqual([last]);
  });
});

describe("published numbers", () => {
  it.each([
    ["lenet-5", {}, 61_706, 61_706],
    ["resnet-8", {}, 78_186, 78_666],
    ["resnet-18", {}, 11_689_512, 11_699_112],
    ["mobilenet-v2", {}, 3_504_872, 3_538_984],
    // 10,000·128 + 7·128·32 + 32 + 7·32·32 + 32 + 32·2 + 2
    ["text-cnn-1d", {}, 1_315_970, 1_315_970],
    // 500·300 + (3 + 4 + 5)·300·100 + 300 + 300·2 + 2
    ["text-cnn-kim", { vocabulary: 500 }, 510_902, 510_902],
  ] as const)(
    "%s %j has %i trainable parameters of %i",
    (id, options, trainable, total) => {
      expect(countParameters(buildModel(id, options))).toMatchObject({
        trainable,
        total,
      });
    },
  );

  it("MobileNetV2 rounds channels as Keras at other widths", () => {
    expect(mobileNetShapes(0.35).get("Conv1")).toEqual([48, 48, 16]);
    expect(mobileNetShapes(0.35).get("expanded_conv_project")).toEqual([
      48, 48, 8,
    ]);
    expect(mobileNetShapes(0.35).get("block_16_project")).toEqual([3, 3, 112]);
    expect(mobileNetShapes(0.35).get("out_relu")).toEqual([3, 3, 1280]);
    expect(mobileNetShapes(1.4).get("out_relu")).toEqual([3, 3, 1792]);
  });

  it("MobileNetV2 takes about 300 million multiply-adds, ResNet-18 1.8 thousand million", () => {
    expect(countMultiplyAdds(buildModel("mobilenet-v2")).total).toBe(
      300_774_272,
    );
    expect(countMultiplyAdds(buildModel("resnet-18")).total).toBe(
      1_814_073_344,
    );
  });

  it.each([
    ["lenet-5", "C1", 5],
    ["lenet-5", "S2", 6],
    ["lenet-5", "C3", 14],
    ["lenet-5", "S4", 16],
    ["lenet-5", "F6", 32],
    ["resnet-18", "pool1", 11],
    ["resnet-18", "stage4_block2_relu", 435],
    ["mobilenet-v2", "out_relu", 491],
  ] as const)("%s sees from %s %i pixels", (id, layer, size) => {
    expect(receptiveFields(buildModel(id)).get(layer)?.[0].size).toBe(size);
  });

  it("ResNet-18 starts small for small pictures unless told otherwise", () => {
    const options = { inputSize: 32, classes: 10, channels: 3, width: 1 };
    expect(inferShapes(resNet(18)(options)).get("stage4_block2_relu")).toEqual([
      4, 4, 512,
    ]);
    const graph = resNet(18)({ ...options, stem: "imagenet" });
    expect(inferShapes(graph).get("stage4_block2_relu")).toEqual([1, 1, 512]);
  });
});

function mobileNetShapes(width: number) {
  return inferShapes(buildModel("mobilenet-v2", { width, inputSize: 96 }));
}

describe("options", () => {
  it("are refused with what would do", () => {
    expect(() => buildModel("lenet-5", { width: 2 })).toThrow(/only one width/);
    expect(() => buildModel("mobilenet-v2", { width: 0 })).toThrow(
      /between 0.05 and 8/,
    );
    expect(() => buildModel("resnet-8", { classes: 1 })).toThrow(/at least 2/);
    expect(() => buildModel("resnet-19")).toThrow(
      /The models are lenet-5, .*resnet-18, .*mobilenet-v2/,
    );
  });
});
