import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExportModel } from "#engine/export/export-types.ts";
import { writeFiles } from "#engine/export/output-directory.ts";
import { writeLayersModel } from "#engine/export/tfjs/layers-model.ts";
import { withProbabilities } from "#engine/export/with-probabilities.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import {
  buildModel,
  MODEL_CATALOG,
  type ModelId,
} from "#engine/models/catalog.ts";
import { loadTfjsLayersModel } from "#engine/models/weights/tfjs-layers-model.ts";

function exported(graph: LayerGraph): ExportModel {
  return {
    graph,
    weights: initializeWeights(graph, 1),
    preprocessing: standardPreprocessing(32, "zero-to-one"),
    labels: [],
    name: "test",
  };
}

async function readBack(model: ExportModel) {
  const folder = await mkdtemp(join(tmpdir(), "convolve-layers-model-"));
  try {
    await writeFiles(folder, new Map(writeLayersModel(model)));
    return await loadTfjsLayersModel(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("writeLayersModel", () => {
  it.each(Object.keys(MODEL_CATALOG) as ModelId[])(
    "%s can be read back: same layers, same weights",
    async (id) => {
      const width = MODEL_CATALOG[id].widths.length > 0 ? 0.5 : 1;
      const model = exported(buildModel(id, { width, classes: 7 }));
      const { graph, weights } = await readBack(model);
      expect(
        graph.layers.map(({ name, op, inputs }) => [name, op, inputs]),
      ).toEqual(
        model.graph.layers.map(({ name, op, inputs }) => [name, op, inputs]),
      );
      expect(weights).toEqual(model.weights);
    },
  );

  it("cuts large weights into files of 4 MiB", () => {
    const files = writeLayersModel(
      exported(buildModel("resnet-18", { width: 0.25 })),
    );
    const shards = files.filter(([path]) => path.endsWith(".bin"));
    expect(shards.length).toBe(1);
    const larger = writeLayersModel(
      exported(buildModel("resnet-18", { width: 0.5 })),
    );
    expect(
      larger.filter(([path]) => path.endsWith(".bin")).length,
    ).toBeGreaterThan(2);
  });

  it("keeps pooled height and width by a reshape", async () => {
    const net = createLayerBuilder("keep", { name: "x", shape: [4, 4, 3] });
    net.layer("globalAveragePooling2d", "pool", { keepDims: true });
    net.layer("conv2d", "scores", {
      filters: 2,
      kernelSize: 1,
      activation: "softmax",
    });
    net.layer("flatten", "flat", {});
    const { graph } = await readBack(exported(net.build()));
    expect(graph.layers[0]).toMatchObject({
      op: "globalAveragePooling2d",
      attributes: { keepDims: true },
    });
  });

  it("refuses a grouped convolution by name and says what to do", () => {
    const net = createLayerBuilder("grouped", { name: "x", shape: [4, 4, 4] });
    net.layer("conv2d", "two-groups", { filters: 4, kernelSize: 1, groups: 2 });
    expect(() => writeLayersModel(exported(net.build()))).toThrow(
      /"two-groups".*Export as ONNX/,
    );
  });
});

describe("withProbabilities", () => {
  it("leaves a network that ends in softmax and ends another in one", () => {
    const lenet = buildModel("lenet-5");
    expect(withProbabilities(lenet)).toBe(lenet);
    const net = createLayerBuilder("scores", { name: "x", shape: [3] });
    net.layer("dense", "probabilities", { units: 2 });
    const graph = withProbabilities(net.build());
    expect(graph.layers.at(-1)).toMatchObject({
      name: "probabilities_",
      op: "activation",
      attributes: { activation: "softmax" },
    });
  });

  it("sees a softmax behind the flattening of one position, not of many", () => {
    const net = (size: number) => {
      const layers = createLayerBuilder("conv", {
        name: "x",
        shape: [size, size, 3],
      });
      layers.layer("conv2d", "scores", {
        filters: 2,
        kernelSize: 1,
        activation: "softmax",
      });
      layers.layer("flatten", "flat", {});
      return layers.build();
    };
    expect(withProbabilities(net(1)).output).toBe("flat");
    expect(withProbabilities(net(2)).output).toBe("probabilities");
  });
});
