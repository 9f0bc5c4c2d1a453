import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { TensorMap } from "#engine/base/tensor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import {
  checkWeightsFile,
  drawnPictures,
  pooled,
  wrongFeatures,
  wrongProbabilities,
} from "#engine/jobs/check-weights-file.ts";
import { publishedOutline } from "#engine/jobs/published-backbone.ts";
import { weightsById } from "#engine/models/downloads/weights-manifest.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { writeSafetensors } from "#engine/models/weights/safetensors.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const SMALL = weightsById("mobilenet-v2-0.35-96");
const BODY = publishedOutline(SMALL).graph;

async function fileOf(weights: TensorMap): Promise<string> {
  const path = join(await temporaryFolder(), "weights.h5");
  await writeFile(path, writeSafetensors(weights));
  return path;
}

function scaled(weights: TensorMap, factor: number): TensorMap {
  return new Map(
    [...weights].map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value) => value * factor) },
    ]),
  );
}

describe("checkWeightsFile", () => {
  it("takes weights that fit and see", async () => {
    const path = await fileOf(initializeWeights(BODY, 7));
    await expect(checkWeightsFile(path, SMALL, "body", 2)).resolves.toBe(
      undefined,
    );
  });

  it("refuses weights that see nothing", async () => {
    const path = await fileOf(scaled(initializeWeights(BODY, 7), 0));
    await expect(
      checkWeightsFile(path, SMALL, "body", 2),
    ).rejects.toMatchObject({
      code: "weights/wrong-answer",
      message: expect.stringContaining("see anything"),
    });
  });

  it("refuses weights of another width, and a body for a whole network", async () => {
    const other = publishedOutline(weightsById("mobilenet-v2-0.5-96"));
    const wide = await fileOf(initializeWeights(other.graph, 7));
    await expect(checkWeightsFile(wide, SMALL, "body", 2)).rejects.toThrow(
      /MobileNetV2/,
    );
    const body = await fileOf(initializeWeights(BODY, 7));
    await expect(
      checkWeightsFile(body, SMALL, "whole", 2),
    ).rejects.toMatchObject({ code: "weights/wrong-part" });
  });

  it("refuses weights of the right shapes that give another answer than is known", async () => {
    const known = weightsById("mobilenet-v2-0.35-224");
    const path = await fileOf(initializeWeights(BODY, 7));
    await expect(
      checkWeightsFile(path, known, "body", 2),
    ).rejects.toMatchObject({
      code: "weights/wrong-answer",
      message: expect.stringContaining("of a drawn picture must be"),
    });
  });
});

describe.skipIf(!hasTestData("weights"))("with published weights", () => {
  it.each([
    ["mobilenet-v2-0.35-224", "teachable-machine/image-model.zip"],
    ["mobilenet-0.25-224", "mobilenet_v1_025_224"],
  ])("gets the known answer of %s from its weights", async (id, file) => {
    const weights = weightsById(id);
    const { graph } = publishedOutline(weights);
    const { weights: stored } = await loadModelFile(
      testDataPath("weights", file),
    );
    const needed = initializeWeights(graph, 1);
    const body = [...stored].filter(([name]) => needed.has(name));
    const path = await fileOf(new Map(body));
    await expect(checkWeightsFile(path, weights, "body", 2)).resolves.toBe(
      undefined,
    );
  });
});

describe("drawnPictures", () => {
  it("is the same picture in every range and order of channels", () => {
    const plain = drawnPictures(standardPreprocessing(8, "zero-to-255"));
    const caffe = drawnPictures(standardPreprocessing(8, "imagenet-mean"));
    const [red = 0, green = 0, blue = 0] = plain.data;
    expect(Array.from(caffe.data.slice(0, 3))).toEqual([
      expect.closeTo(blue - 103.939, 3),
      expect.closeTo(green - 116.779, 3),
      expect.closeTo(red - 123.68, 3),
    ]);
  });
});

describe("wrongFeatures", () => {
  it("is content with features that differ", () => {
    expect(
      wrongFeatures(
        [
          [0, 1, 2],
          [1, 0, 2],
          [0, 0, 1],
        ],
        {},
      ),
    ).toBeNull();
  });

  it("tells what is no trained network's", () => {
    expect(
      wrongFeatures(
        [
          [Number.NaN, 1],
          [1, 2],
        ],
        {},
      ),
    ).toMatch(/not finite/);
    expect(
      wrongFeatures(
        [
          [1e9, 1],
          [1, 2],
        ],
        {},
      ),
    ).toMatch(/reach 1.0e\+9/);
    expect(
      wrongFeatures(
        [
          [1, 2],
          [1, 2],
        ],
        {},
      ),
    ).toMatch(/same in three/);
    expect(
      wrongFeatures(
        [
          [1, 2, 3, 4],
          [4, 3, 2, 1],
        ],
        {
          knownAnswer: [1, 2, 9, 4],
        },
      ),
    ).toMatch(/feature 2 .* must be 9, and is 3.0000/);
  });
});

describe("wrongProbabilities", () => {
  it("wants classes that are not all equally likely and add up to 1", () => {
    const of = (...data: number[]) => ({
      shape: [1, 4],
      data: Float32Array.from(data),
    });
    expect(wrongProbabilities(of(0.7, 0.1, 0.1, 0.1))).toBeNull();
    expect(wrongProbabilities(of(0.25, 0.25, 0.25, 0.25))).toMatch(/equally/);
    expect(wrongProbabilities(of(0.9, 0.9, 0, 0))).toMatch(/add up to 1.79/);
    expect(wrongProbabilities(undefined)).toMatch(/no probabilities/);
  });
});

describe("pooled", () => {
  it("is the mean of each channel", () => {
    expect(
      pooled({ shape: [1, 1, 2, 2], data: Float32Array.from([1, 2, 3, 6]) }),
    ).toEqual([[2, 4]]);
  });
});
