import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { assetsFolder } from "#engine/base/assets-folder.ts";
import { MODEL_CATALOG } from "#engine/models/catalog.ts";
import type { ModelEntry } from "#engine/models/model-entry.ts";
import {
  fileNameOf,
  nearestWeights,
  publishedWeights,
  WeightsManifestSchema,
  weightsById,
} from "#engine/models/downloads/weights-manifest.ts";

describe("assets/weights.json", () => {
  const manifest = WeightsManifestSchema.parse(
    JSON.parse(readFileSync(assetsFolder("weights.json"), "utf8")),
  );
  const sets = publishedWeights();
  const files = sets.flatMap((entry) => [entry.body, entry.whole]);

  it("names every file, hash and id once", () => {
    expect(files.length).toBe(126);
    const urls = files.map(({ url }) => url);
    const names = sets.flatMap((entry) => [
      fileNameOf(entry, "body"),
      fileNameOf(entry, "whole"),
    ]);
    const hashes = files.flatMap(({ hash }) => (hash ? [hash.value] : []));
    const ids = sets.map(({ id }) => id);
    for (const values of [urls, names, hashes, ids]) {
      expect(values.length).toBe(new Set(values).size);
    }
  });

  it("has a hash for all but MobileNet and MobileNetV2, for which Keras publishes none", () => {
    for (const [model, { weights }] of Object.entries(manifest.networks)) {
      const has = weights.map(
        ({ body, whole }) => body.hash !== null && whole.hash !== null,
      );
      const publishes = model !== "mobilenet" && model !== "mobilenet-v2";
      expect(new Set(has)).toEqual(new Set([publishes]));
    }
  });

  it("takes files from the publisher's own store only", () => {
    const hosts = new Set(files.map(({ url }) => new URL(url).host));
    expect([...hosts]).toEqual(["storage.googleapis.com"]);
  });

  it("states accuracies that a source has: as for the networks of keras.io/api/applications", () => {
    expect(weightsById("keras-resnet-50").accuracy).toMatchObject({
      top1: 0.749,
      top5: 0.921,
    });
    expect(weightsById("mobilenet-v2-0.35-224").accuracy).toMatchObject({
      top1: 0.603,
      top5: 0.829,
    });
    expect(weightsById("convnext-tiny").accuracy).toMatchObject({
      top1: 0.813,
      top5: null,
    });
    for (const { accuracy } of sets) {
      const [top1 = 0, top5 = 1] = [accuracy?.top1, accuracy?.top5 ?? 1];
      expect(top1).toBeGreaterThan(0.4);
      expect(top5).toBeGreaterThan(top1);
    }
  });

  it("agrees with the model catalog", () => {
    const catalog: Readonly<Record<string, ModelEntry>> = MODEL_CATALOG;
    const wrong = Object.entries(manifest.networks).flatMap(
      ([model, network]) => {
        const entry = catalog[model];
        if (entry === undefined) return [model];
        const fits = network.weights.every(
          ({ inputSize, width }) =>
            inputSize >= entry.leastInputSize &&
            (width === 1 || entry.widths.includes(width)),
        );
        return fits && entry.kerasApplication === network.kerasApplication
          ? []
          : [model];
      },
    );
    expect(wrong).toEqual([]);
  });
});

describe("nearestWeights", () => {
  it("takes the nearest size of the same width", () => {
    expect(
      nearestWeights("mobilenet-v2", { width: 0.5, inputSize: 150 }).id,
    ).toBe("mobilenet-v2-0.5-160");
    expect(
      nearestWeights("mobilenet", { width: 0.25, inputSize: 300 }).id,
    ).toBe("mobilenet-0.25-224");
    expect(
      nearestWeights("mobilenet-v2", { width: 1.4, inputSize: 96 }).id,
    ).toBe("mobilenet-v2-1.4-224");
  });

  it("takes the larger of two that are as near", () => {
    expect(nearestWeights("mobilenet-v2", { inputSize: 112 }).inputSize).toBe(
      128,
    );
  });

  it("refuses a width that nobody published, and a model without weights", () => {
    expect(() => nearestWeights("mobilenet-v2", { width: 0.42 })).toThrow(
      /Published widths are 0.35, 0.5, 0.75, 1, 1.3, 1.4/,
    );
    expect(() => nearestWeights("lenet-5")).toThrow(/from scratch/);
  });
});

describe("weightsById", () => {
  it("knows a set by its id and by its model", () => {
    expect(weightsById("mobilenet-0.25-128").inputSize).toBe(128);
    expect(weightsById("mobilenet").id).toBe("mobilenet-1-224");
    expect(() => weightsById("resnet")).toThrow(/convolve weights list/);
  });
});
