import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { withHead } from "#engine/graph/with-head.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

const GRAPH_MODEL = testDataPath("weights", "mobilenet_v1_025_224", "imagenet");

/**
 * The largest scores that TensorFlow 2.21 computes with this graph for exact pictures from 0 to 1; class 0 is "background". The layers
 * model beside it comes from another training: its answers are not these.
 */
const SCORES: Readonly<Record<string, readonly (readonly [number, number])[]>> =
  {
    "cat_224.png": [
      [286, 18.03686],
      [282, 16.68329],
      [283, 16.47572],
      [246, 13.2018],
      [288, 12.93638],
    ],
    "sunflower_224.png": [
      [986, 15.35675],
      [310, 12.39228],
      [985, 11.95514],
      [109, 11.12648],
      [955, 10.20851],
    ],
  };

describe.skipIf(
  !hasTestData("weights", "mobilenet_v1_025_224") ||
    !hasTestData("oracles", "reference-outputs"),
)("the TensorFlow.js graph model of MobileNet v1", () => {
  it("gives TensorFlow's scores", async () => {
    const model = await loadModelFile(GRAPH_MODEL);
    expect(model.preprocessing).toMatchObject({
      width: 224,
      offset: [0, 0, 0],
    });
    const forward = await createOnnxExecutor().createForward(model);
    for (const [name, wanted] of Object.entries(SCORES)) {
      const picture = testDataPath("oracles", "reference-outputs", name);
      const pixels = await sharp(picture).removeAlpha().raw().toBuffer();
      const data = Float32Array.from(pixels, (value) => value / 255);
      const output = await forward.run({ shape: [1, 224, 224, 3], data });
      const scores = [...(output.get(model.graph.output)?.data ?? [])];
      expect(scores).toHaveLength(1001);
      const best = [...scores.entries()].toSorted((a, b) => b[1] - a[1]);
      wanted.forEach(([index, score], rank) => {
        expect(best[rank]?.[0]).toBe(index);
        expect(Math.abs((best[rank]?.[1] ?? 0) - score)).toBeLessThan(1e-3);
      });
    }
    await forward.dispose();
  });

  it("is a backbone whose convolutions have taken the normalization in, and can be thawed", async () => {
    const { graph } = await loadBackbone(GRAPH_MODEL);
    const ops = new Set(graph.layers.map(({ op }) => op));
    expect([...ops].toSorted()).toEqual([
      "activation",
      "conv2d",
      "depthwiseConv2d",
      "rescaling",
    ]);
    expect(fineTuningBlocks(graph).length).toBeGreaterThan(10);
    expect(withHead(graph, 3).layers.length).toBeGreaterThan(
      graph.layers.length,
    );
  });
});
